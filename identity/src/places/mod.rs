//! Places: postal codes, cities and streets in the form in which they are compared.

mod city;
mod postal;
mod street;
#[cfg(test)]
mod tests;

pub use city::city;
pub use postal::postal_code;
pub use street::street;
