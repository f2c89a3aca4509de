//! The mail addresses of companies' people.

use std::collections::HashMap;

use serde_json::Value;

use super::rows::Rows;
use crate::truth::{Ref, System, Text};
use crate::world::vendor::{hubspot_rows as hs, salesforce_rows as sf};

impl Rows<'_> {
    /// Moves the mail addresses of people to other domains: by the record that they belong to, the
    /// old domain and the new one.
    pub(super) fn move_contacts(&mut self, moves: &HashMap<Ref, (Text, Text)>) {
        let moved = |source: System, id: &str, mail: &str| {
            let (old, new) = moves.get(&Ref { source, id: id.into() })?;
            mail.strip_suffix(&**old).map(|local| format!("{local}{new}"))
        };
        let contacts = self.salesforce.objects.get_mut("Contact");
        for row in contacts.into_iter().flat_map(|contacts| contacts.rows.values_mut()) {
            let account = row.get("AccountId").and_then(Value::as_str);
            let mail = account.zip(row.get("Email").and_then(Value::as_str));
            let mail = mail.and_then(|(account, mail)| moved(System::Salesforce, account, mail));
            if let Some(mail) = mail {
                sf::put(row, "Email", Some(Value::String(mail)));
            }
        }
        let ties = (String::from("companies"), String::from("contacts"));
        let links = self.hubspot.associations.get(&ties);
        let Some(contacts) = self.hubspot.objects.get_mut("contacts") else { return };
        for (company, links) in links.into_iter().flatten() {
            for link in links {
                let Some(row) = contacts.rows.get_mut(&link.to) else { continue };
                let mail = row.get("email");
                let mail = mail.and_then(|mail| moved(System::Hubspot, &company.to_string(), mail));
                if let Some(mail) = mail {
                    hs::put(row, "email", Some(mail));
                }
            }
        }
    }
}
