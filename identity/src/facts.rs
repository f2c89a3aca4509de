//! Facts: what records tell of the companies that they are of.

/// What one record tells of its company, as its system writes it. Empty texts count as none.
#[derive(Debug, Clone, Default)]
pub struct Facts<'a> {
    /// The number of the system: two records of one system are seldom one company.
    pub source: u16,
    /// The names by which the company goes: its name and its registered name.
    pub names: Vec<&'a str>,
    /// The number of characters at which the system cuts names; 0 if it does not.
    pub cuts_at: u16,
    /// The host of its website.
    pub domain: Option<&'a str>,
    /// Tax ids, as many as stand in the field.
    pub tax_id: Option<&'a str>,
    /// D-U-N-S number.
    pub duns: Option<&'a str>,
    /// Legal entity identifier (ISO 17442).
    pub lei: Option<&'a str>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<&'a str>,
    /// City.
    pub city: Option<&'a str>,
    /// Postal code.
    pub postal_code: Option<&'a str>,
    /// Street and number.
    pub street: Option<&'a str>,
    /// Telephone number.
    pub phone: Option<&'a str>,
    /// The person who looks after the company on the vendor's side.
    pub manager: Option<&'a str>,
}

/// What one record says of others, each by its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relations {
    /// Records that this one says it is, by number.
    pub links: Vec<u32>,
    /// Records that people have decided it is, by number.
    pub same: Vec<u32>,
    /// Records that people have decided it is not, by number.
    pub not_same: Vec<u32>,
    /// The record that it names as its parent, by number.
    pub parent: Option<u32>,
}

/// Records by number. Their order, which settles what is otherwise equal, must be that of their
/// keys, not that of their coming.
pub trait Records: Sync {
    /// The number of records.
    fn len(&self) -> u32;

    /// Returns true if there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What a record tells.
    fn facts(&self, record: u32) -> Facts<'_>;

    /// What a record says of others. It is asked of every record each time: make it cheap.
    fn relations(&self, record: u32) -> Relations;
}
