//! The indexes and the cache, as the process that runs the engine sees them.

use crate::engine::{Engine, LinkTold, Problem, Summary};

impl Engine {
    /// Reads every source's partners as a whole. `progress` is told how many more records were
    /// read.
    pub async fn build_index(&self, progress: &(dyn Fn(u64) + Sync)) {
        self.index.build(progress).await;
    }

    /// Reads the partners that were modified since the last look.
    pub async fn refresh_index(&self) {
        self.index.refresh(false).await;
    }

    /// The same for tables whose last look failed.
    pub async fn retry_index(&self) {
        self.index.refresh(true).await;
    }

    /// Returns true if every source has been asked for its partners once, whatever came of it.
    pub fn is_index_built(&self) -> bool {
        self.index.is_built()
    }

    /// Returns true if the partners of at least one table have been read.
    pub fn is_index_known(&self) -> bool {
        self.index.is_known()
    }

    /// Sources whose partners the index does not know, and why.
    pub fn index_gaps(&self) -> Vec<Problem> {
        self.index.gaps().into_iter().map(Problem::from).collect()
    }

    /// What the index made of the records.
    pub fn index_summary(&self) -> Summary {
        self.index.now().summary()
    }

    /// Reads in the background what lists do not tell of records, until it is dropped: first what
    /// users asked for.
    pub async fn fill_details(&self) {
        self.store.fill_details().await;
    }

    /// Takes one look at who names whom: the first reads each table as a whole, further ones what
    /// changed since.
    pub async fn look_for_links(&self) {
        self.links.look().await;
    }

    /// Keeps the index of links filled and fresh for ever.
    pub async fn keep_links(&self) {
        self.links.keep().await;
    }

    /// What the index of links holds of the rules by which a source's records name others.
    pub fn links_of(&self, source: &str) -> Vec<LinkTold> {
        self.links.told(source)
    }

    /// Empties the cache, and forgets all work: the next answers are read from the sources, or from
    /// the index once it was read anew.
    pub fn forget(&self) {
        self.store.forget();
        self.memo.forget();
        self.kept.forget();
        self.index.distrust();
    }
}
