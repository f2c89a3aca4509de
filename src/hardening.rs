//! The memory of the process, in which secrets and personal data are, stays in the process.

use std::panic::PanicHookInfo;

use rustix::process::{Resource, Rlimit, setrlimit};

/// Lets the process leave no core file behind, and on Linux no other process of the same user read
/// its memory. What the system does not permit is logged, and changes nothing else.
pub fn keep_memory_in() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let outcome = setrlimit(Resource::Core, none);
    #[cfg(target_os = "linux")]
    let outcome = outcome.and_then(|()| {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable)
    });
    if let Err(error) = outcome {
        tracing::warn!(%error, "Core dumps of this process cannot be forbidden.");
    }
}

/// The message of a panic, if it was written as it stands. What a value was put into is withheld:
/// the value can be a record, or a secret.
pub fn panic_message(panic: &PanicHookInfo<'_>) -> &'static str {
    panic.payload().downcast_ref::<&'static str>().copied().unwrap_or(WITHHELD)
}

/// The place of a message that may hold data.
const WITHHELD: &str = "(its message is withheld: it may hold data)";

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parking_lot::Mutex;

    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_hardened_process_leaves_no_core_file() {
        keep_memory_in();
        let limit = rustix::process::getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
        let behaviour = rustix::process::dumpable_behavior().unwrap();
        assert_eq!(behaviour, rustix::process::DumpableBehavior::NotDumpable);
    }

    #[test]
    fn what_a_value_was_put_into_is_withheld() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let (hook, seen) = (std::panic::take_hook(), told.clone());
        let here = std::thread::current().id();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().id() == here {
                seen.lock().push(panic_message(panic));
            } else {
                hook(panic);
            }
        }));
        let secret = String::from("hunter2é");
        let cut = std::panic::catch_unwind(|| secret[..8].len());
        let said = std::panic::catch_unwind(|| panic!("the key {secret} is wrong"));
        let plain = std::panic::catch_unwind(|| panic!("no value"));
        drop(std::panic::take_hook());
        assert!(cut.is_err() && said.is_err() && plain.is_err());
        assert_eq!(*told.lock(), [WITHHELD, WITHHELD, "no value"]);
    }
}
