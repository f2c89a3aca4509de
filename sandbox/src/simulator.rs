//! A simulator of one system, as the sandbox runs it, and the simulators of all systems.

use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::truth::{System, Truth};
use crate::world::World;
use crate::{aws, hubspot, odata, salesforce};

/// Names and values that a client logs in with, in the order in which they are shown.
pub type Credentials = Vec<(&'static str, String)>;

/// A simulator of one system's API, with its records, its log-in, its limits and its switches.
pub trait Simulator: Send + Sync {
    /// The system that is simulated.
    fn system(&self) -> System;

    /// The system's whole API.
    fn router(self: Arc<Self>) -> Router;

    /// Names the endpoint that a call is for. Calls are counted, and faults put, by this name:
    /// method and route, as in `GET /things/{id}`, with `*` where no route matches.
    fn endpoint(&self, request: &Request) -> String {
        let route = request.extensions().get::<MatchedPath>().map_or("*", MatchedPath::as_str);
        format!("{} {route}", request.method())
    }

    /// Tells the simulator the base URL that it is served under (`http://127.0.0.1:8101`).
    fn served_at(&self, _url: &str) {}

    /// Turns a switch.
    ///
    /// # Errors
    /// If there is no such switch, or the value does not fit; the text names the switch.
    fn switch(&self, switch: &str, value: Value) -> Result<(), String>;

    /// The credentials that the API takes. They open nothing but sandboxes.
    fn credentials(&self) -> Credentials;
}

/// The simulators of all systems.
#[derive(Clone)]
pub struct Simulators {
    /// The Salesforce org.
    pub salesforce: Arc<salesforce::Simulator>,
    /// The HubSpot account.
    pub hubspot: Arc<hubspot::Simulator>,
    /// The ERPs.
    pub erp: Arc<odata::Simulator>,
    /// The account at AWS Partner Central.
    pub aws: Arc<aws::Simulator>,
}

impl Simulators {
    /// Starts a simulator over each system's records of a world; returns them with the truth about
    /// these records. Call it within a tokio runtime, whose clock the simulators follow.
    pub fn new(world: World) -> (Self, Truth) {
        let World { salesforce, hubspot, erp, aws, owners, truth } = world;
        let org = salesforce::Config::default().with_user();
        let account = hubspot::Config::default().with_owners(&owners);
        let simulators = Self {
            salesforce: salesforce::Simulator::new(salesforce, org),
            hubspot: hubspot::Simulator::new(hubspot, account),
            erp: odata::Simulator::new(erp, odata::Config::default()),
            aws: aws::Simulator::new(aws, aws::Config::default()),
        };
        (simulators, truth)
    }

    /// The simulator of one system.
    pub fn of(&self, system: System) -> Arc<dyn Simulator> {
        match system {
            System::Salesforce => self.salesforce.clone(),
            System::Hubspot => self.hubspot.clone(),
            System::Erp => self.erp.clone(),
            System::Aws => self.aws.clone(),
        }
    }

    /// All simulators, in the order of [`System::ALL`].
    pub fn all(&self) -> [Arc<dyn Simulator>; 4] {
        System::ALL.map(|system| self.of(system))
    }
}

/// Copies a set of switches with one of them changed; an error names the switch and says what is
/// wrong with it.
pub(crate) fn changed<S: Serialize + DeserializeOwned>(
    switches: &S,
    switch: &str,
    value: Value,
) -> Result<S, String> {
    let wrong = |error: serde_json::Error| format!("switch `{switch}`: {error}");
    let mut all = serde_json::to_value(switches).map_err(wrong)?;
    let slot = all.get_mut(switch).ok_or_else(|| format!("there is no switch `{switch}`"))?;
    *slot = value;
    serde_json::from_value(all).map_err(wrong)
}
