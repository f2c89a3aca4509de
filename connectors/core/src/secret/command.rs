//! Secrets that a command prints, such as that of a vault.

use std::{
    io,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use secrecy::zeroize::Zeroizing;
use tokio::time::Instant;

use super::origin::{bounded, trimmed};

/// Time that a command has.
const TIME: Duration = Duration::from_secs(10);
/// Characters that only a shell gives a meaning.
const OF_SHELLS: [char; 8] = ['\'', '"', '`', '|', ';', '<', '>', '\\'];

/// The standard output of a command, without white space at its end. The command is started
/// without a shell: its arguments are what stands between spaces. Its standard error is not
/// printed, as the secret may be in it, and neither are its arguments.
pub(super) fn output(text: &str) -> Result<Zeroizing<String>, String> {
    output_within(text, TIME)
}

fn output_within(text: &str, time: Duration) -> Result<Zeroizing<String>, String> {
    if text.contains(OF_SHELLS) {
        return Err("a command has no quotes, pipes or escapes, as no shell reads it; put them \
                    into a script, and name that behind `command:`"
            .to_owned());
    }
    let mut words = text.split_ascii_whitespace();
    let Some(program) = words.next() else {
        return Err("behind `command:` stands a program with its arguments".to_owned());
    };
    let said = |what: &str| format!("the command `{program}` {what}");
    let mut child = Command::new(program)
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| said(&format!("cannot be started: {error}")))?;
    let outcome = read(&mut child, Instant::now() + time);
    let (bytes, status) = outcome.map_err(|error| {
        // It may have ended by itself meanwhile.
        drop(child.kill());
        drop(child.wait());
        match error.kind() {
            io::ErrorKind::TimedOut => {
                said(&format!("has not ended within {} s", time.as_secs_f32()))
            }
            _ => said(&format!("prints what cannot be used: {error}")),
        }
    })?;
    if !status.success() {
        return Err(said(&format!("failed ({status}); start it by hand to see why")));
    }
    trimmed(&bytes).ok_or_else(|| said("prints no UTF-8 text"))
}

/// What a command prints, and how it ends.
fn read(child: &mut Child, end: Instant) -> io::Result<(Zeroizing<Vec<u8>>, ExitStatus)> {
    let printed = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let (sender, receiver) = mpsc::sync_channel(1);
    // Reading ends when the command does, or is killed.
    thread::spawn(move || drop(sender.send(bounded(printed))));
    let left = || end.saturating_duration_since(Instant::now());
    let bytes = receiver.recv_timeout(left()).map_err(|error| match error {
        RecvTimeoutError::Timeout => io::ErrorKind::TimedOut,
        RecvTimeoutError::Disconnected => io::ErrorKind::BrokenPipe,
    })??;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((bytes, status));
        }
        if left().is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::park_timeout(Duration::from_millis(5).min(left()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_prints_the_secret() {
        assert_eq!(output("printf hunter2\\n").unwrap_err().matches("no shell").count(), 1);
        assert_eq!(output("echo hunter2  two").unwrap().as_str(), "hunter2 two");
        assert_eq!(output("echo $HOME").unwrap().as_str(), "$HOME");
        assert!(output("true").unwrap().is_empty());
    }

    #[test]
    fn what_fails_is_told_without_arguments_and_output() {
        for (command, told) in [
            ("", "behind `command:` stands a program with its arguments"),
            ("/no/such hunter2", "the command `/no/such` cannot be started: No such file"),
            ("grep -c hunter2 /dev/null", "`grep` failed (exit status: 1); start it by hand"),
            ("cat /hunter2", "the command `cat` failed (exit status: 1)"),
            ("sh -c 'echo hunter2'", "no shell reads it"),
            ("cat /dev/zero", "prints what cannot be used: it has more than 65536 bytes"),
        ] {
            let error = output(command).unwrap_err();
            assert!(error.contains(told) && !error.contains("hunter2"), "{command}: {error}");
        }
    }

    #[test]
    fn a_command_that_does_not_end_is_ended() {
        let begun = Instant::now();
        for command in ["sleep 600", "tail -f /dev/null"] {
            let error = output_within(command, Duration::from_millis(200)).unwrap_err();
            assert!(error.contains("has not ended within 0.2 s"), "{error}");
        }
        assert!(begun.elapsed() < Duration::from_secs(60));
    }
}
