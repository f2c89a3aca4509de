//! Invoice: what the ERP billed a customer, and what it credited.

use super::{
    contact::ID,
    enums::{INVOICE_KIND, INVOICE_STATUS},
    rows::{CREATED_AT, SOURCE, SOURCE_STATUS, STATUS, UPDATED_AT},
};
use crate::{
    Class::Finance,
    Entity, EntityKind, FieldDef,
    FieldType::{Date, Enum, Money, Reference, Text, TextList},
    Role,
};

pub(crate) static INVOICE: Entity = Entity {
    kind: EntityKind::Invoice,
    word: "INVOICE",
    one: Some("invoice"),
    many: Some("invoices"),
    doc: "An invoice or credit memo that an ERP issued to a customer.",
    fields: &[
        FieldDef::new("id", TextList, ID).role(Role::Ids).filter_as("id", "Invoice id."),
        SOURCE,
        FieldDef::new("number", Text, "Number of the document.").filter().searched().class(Finance),
        FieldDef::new("kind", Enum(&INVOICE_KIND), "Kind of document.").filter().class(Finance),
        FieldDef::new("status", Enum(&INVOICE_STATUS), STATUS)
            .filter_as("status", "Current status.")
            .class(Finance),
        SOURCE_STATUS.class(Finance),
        FieldDef::new("amount", Money, AMOUNT)
            .filter_as("amount", "Net amount, whatever its currency.")
            .class(Finance),
        FieldDef::new("currency", Text, "")
            .role(Role::CurrencyOf("amount"))
            .filter_as("currency", "Currency of the amount, as an ISO 4217 code.")
            .class(Finance),
        FieldDef::new("partner", Reference(EntityKind::Partner), "Partner that was billed.")
            .role(Role::Owner)
            .filter(),
        FieldDef::new("deal", Reference(EntityKind::Deal), "Deal that was billed."),
        FieldDef::new("issuedAt", Date, ISSUED).filter().order("ISSUED_AT", ISSUED).class(Finance),
        FieldDef::new("dueAt", Date, "Day on which payment is due.")
            .filter()
            .order("DUE_AT", "Day on which payment is due.")
            .class(Finance),
        FieldDef::new("paidAt", Date, "Day of payment.")
            .filter()
            .order("PAID_AT", "Day of payment.")
            .class(Finance),
        CREATED_AT,
        UPDATED_AT,
    ],
    objects: &[],
    relations: &[],
    derived: &[],
    detailed: true,
};

const AMOUNT: &str = "Net amount. That of a credit memo is negative, so that amounts add up.";
const ISSUED: &str = "Day on which it was issued: that by which it is booked.";
