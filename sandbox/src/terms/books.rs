//! The words for what an ERP bills. The CRMs have none, so their literals are empty.

use serde::{Deserialize, Serialize};

terms! {
    /// Kind of a document that an ERP issues to a customer.
    InvoiceKind {
        Invoice, "", "";
        CreditMemo, "", "";
    }
}

terms! {
    /// Status of an invoice.
    InvoiceStatus {
        Draft, "", "";
        Open, "", "";
        Paid, "", "";
        Cancelled, "", "";
    }
}
