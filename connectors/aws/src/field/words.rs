//! Words that AWS has for some fields, sorted (the services' models as boto3 1.44.8 ships them,
//! November 2026).

/// The stage of an opportunity.
pub(crate) const STAGE: &[&str] = &[
    "Business Validation",
    "Closed Lost",
    "Committed",
    "Launched",
    "Prospect",
    "Qualified",
    "Technical Validation",
];

/// How far AWS is with its review of an opportunity.
pub(crate) const REVIEW_STATUS: &[&str] =
    &["Action Required", "Approved", "In review", "Pending Submission", "Rejected", "Submitted"];

/// Why an opportunity was lost.
pub(crate) const CLOSED_LOST_REASON: &[&str] = &[
    "Customer Deficiency",
    "Customer Experience",
    "Delay / Cancellation of Project",
    "Financial/Commercial",
    "Legal / Tax / Regulatory",
    "Lost to Competitor - Google",
    "Lost to Competitor - Microsoft",
    "Lost to Competitor - Other",
    "Lost to Competitor - SoftLayer",
    "Lost to Competitor - VMWare",
    "No Opportunity",
    "On Premises Deployment",
    "Other",
    "Partner Gap",
    "People/Relationship/Governance",
    "Price",
    "Product/Technology",
    "Security / Compliance",
    "Technical Limitations",
];

/// The kind of business that an opportunity is.
pub(crate) const OPPORTUNITY_TYPE: &[&str] = &["Expansion", "Flat Renewal", "Net New Business"];

/// How the customer gets the solution.
pub(crate) const DELIVERY_MODEL: &[&str] = &[
    "BYOL or AMI",
    "Managed Services",
    "Other",
    "Professional Services",
    "Resell",
    "SaaS or PaaS",
];

/// How the customer pays for the software.
pub(crate) const REVENUE_MODEL: &[&str] = &["Contract", "Pay-as-you-go", "Subscription"];

/// Whether marketing led to an opportunity.
pub(crate) const MARKETING_SOURCE: &[&str] = &["Marketing Activity", "None"];

/// Whether AWS paid for that marketing.
pub(crate) const FUNDING_USED: &[&str] = &["No", "Yes"];

/// The industry of a customer.
pub(crate) const INDUSTRY: &[&str] = &[
    "Aerospace",
    "Agriculture",
    "Automotive",
    "Computers and Electronics",
    "Consumer Goods",
    "Education",
    "Energy - Oil and Gas",
    "Energy - Power and Utilities",
    "Financial Services",
    "Gaming",
    "Government",
    "Healthcare",
    "Hospitality",
    "Life Sciences",
    "Manufacturing",
    "Marketing and Advertising",
    "Media and Entertainment",
    "Mining",
    "Non-Profit Organization",
    "Other",
    "Professional Services",
    "Real Estate and Construction",
    "Retail",
    "Software and Internet",
    "Telecommunications",
    "Transportation and Logistics",
    "Travel",
    "Wholesale and Distribution",
];

/// What an invitation brings.
pub(crate) const PAYLOAD_TYPE: &[&str] =
    &["AccountPlanningInvitation", "LeadInvitation", "OpportunityInvitation"];

/// The status of an invitation.
pub(crate) const INVITATION_STATUS: &[&str] = &["ACCEPTED", "EXPIRED", "PENDING", "REJECTED"];

/// Who we are in an invitation.
pub(crate) const PARTICIPANT_TYPE: &[&str] = &["RECEIVER", "SENDER"];

/// What a context of an engagement is about.
pub(crate) const CONTEXT_TYPE: &[&str] =
    &["CustomerAccount", "CustomerProject", "Lead", "ProspectingResult"];

/// The status of a benefit application.
pub(crate) const APPLICATION_STATUS: &[&str] =
    &["ACTION_REQUIRED", "APPROVED", "CANCELED", "IN_REVIEW", "PENDING_SUBMISSION", "REJECTED"];

/// The status of a benefit allocation.
pub(crate) const ALLOCATION_STATUS: &[&str] = &["ACTIVE", "FULFILLED", "INACTIVE"];

/// What a benefit consists of.
pub(crate) const FULFILLMENT_TYPE: &[&str] = &["ACCESS", "CASH", "CREDITS"];

/// The other end of a relationship.
pub(crate) const ASSOCIATION_TYPE: &[&str] =
    &["DOWNSTREAM_SELLER", "END_CUSTOMER", "INTERNAL", "MANAGED_SERVICES_END_CUSTOMER"];

/// The sector of a relationship.
pub(crate) const SECTOR: &[&str] = &["COMMERCIAL", "GOVERNMENT", "GOVERNMENT_EXCEPTION"];

/// Whose the account of a resale is.
pub(crate) const RESALE_ACCOUNT_MODEL: &[&str] =
    &["DISTRIBUTOR", "END_CUSTOMER", "SOLUTION_PROVIDER"];

/// The programme of an account.
pub(crate) const PROGRAM: &[&str] =
    &["DISTRIBUTION", "DISTRIBUTION_SELLER", "MANAGED_SERVICES_PROVIDER", "SOLUTION_PROVIDER"];

/// The status of a programme's account.
pub(crate) const ACCOUNT_STATUS: &[&str] = &["ACTIVE", "INACTIVE", "PENDING"];

/// The country of a customer.
pub(crate) const COUNTRY: &[&str] = &[
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AN", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX",
    "AZ", "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR",
    "BS", "BT", "BV", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM",
    "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC",
    "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE",
    "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK",
    "HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE",
    "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KR", "KW", "KY", "KZ", "LA", "LB", "LC",
    "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK",
    "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA",
    "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG",
    "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW",
    "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS",
    "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO",
    "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI",
    "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW",
];

/// The currency of an opportunity.
pub(crate) const CURRENCY: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
    "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD",
    "CAD", "CDF", "CHE", "CHF", "CHW", "CLF", "CLP", "CNY", "COP", "COU", "CRC", "CUC", "CUP",
    "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP",
    "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR",
    "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW",
    "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA",
    "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD",
    "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG",
    "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLL",
    "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY",
    "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "USN", "UYI", "UYU", "UZS", "VEF", "VND", "VUV",
    "WST", "XAF", "XCD", "XDR", "XOF", "XPF", "XSU", "XUA", "YER", "ZAR", "ZMW", "ZWL",
];

/// The currency of a benefit.
pub(crate) const BENEFIT_CURRENCY: &[&str] = &[
    "AED", "AMD", "ARS", "AUD", "AWG", "AZN", "BBD", "BDT", "BGN", "BMD", "BND", "BOB", "BRL",
    "BSD", "BYR", "BZD", "CAD", "CHF", "CLP", "CNY", "COP", "CRC", "CZK", "DKK", "DOP", "EEK",
    "EGP", "EUR", "GBP", "GEL", "GHS", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR",
    "ILS", "INR", "ISK", "JMD", "JPY", "KES", "KHR", "KRW", "KYD", "KZT", "LBP", "LKR", "LTL",
    "LVL", "MAD", "MNT", "MOP", "MUR", "MVR", "MXN", "MYR", "NAD", "NGN", "NIO", "NOK", "NZD",
    "PAB", "PEN", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RUB", "SAR", "SEK", "SGD", "SIT",
    "SKK", "THB", "TND", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "VND", "XAF",
    "XCD", "XOF", "XPF", "ZAR",
];
