//! What the fields of performance stand for.

/// A field of one of the objects of performance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "object and field, as the schema names and describes them")]
pub enum PerformanceField {
    AnswerPeriod,
    AnswerPrevious,
    AnswerCurrency,
    AnswerTotal,
    AnswerRows,
    AnswerRowCount,
    AnswerCoverage,
    PeriodFrom,
    PeriodTo,
    PeriodTimeZone,
    PeriodClosed,
    RowKeys,
    RowPeriod,
    RowDeals,
    RowPartners,
    RowPipelineCreated,
    RowOpenPipeline,
    RowWeightedPipeline,
    RowRevenue,
    RowBilled,
    RowByAttribution,
    RowWinRate,
    RowValueWinRate,
    RowAverageDealSize,
    RowMedianCycleDays,
    RowMeanCycleDays,
    RowRenewalRate,
    RowRenewalValueRate,
    RowRegistrations,
    RowLeads,
    RowFunds,
    RowIncentiveCost,
    RowRoi,
    RowReturnRatio,
    RowGrowth,
    KeyDimension,
    KeyValue,
    KeyPartner,
    CountedCount,
    CountedAmount,
    AttributedAttribution,
    AttributedPipelineCreated,
    AttributedRevenue,
    AttributedWinRate,
    RegistrationsSubmitted,
    RegistrationsPending,
    RegistrationsApproved,
    RegistrationsRejected,
    RegistrationsExpired,
    RegistrationsApprovalRate,
    RegistrationsConversionRate,
    RegistrationsHoursToDecision,
    LeadsReceived,
    LeadsAccepted,
    LeadsRejected,
    LeadsConverted,
    LeadsWaiting,
    LeadsAcceptanceRate,
    LeadsConversionRate,
    LeadsHoursToAccept,
    LeadsSlaBreaches,
    FundsAllocated,
    FundsRequested,
    FundsApproved,
    FundsClaimed,
    FundsReimbursed,
    FundsUtilisation,
    ChangePrevious,
    ChangeAbsolute,
    ChangeRatio,
    ChangeKind,
    CoverageComplete,
    CoverageMissing,
    CoverageAsOf,
    CoverageRecords,
    CoverageTwins,
    CoverageUndated,
    CoverageWithoutAmount,
    CoverageUnconverted,
    CoverageUnattributed,
    CoverageUnmapped,
    CoverageApproximate,
}

impl PerformanceField {
    /// Returns true if the field is a question to the engine, or leads to fields that are.
    pub fn is_call(self) -> bool {
        matches!(
            self,
            Self::AnswerTotal
                | Self::AnswerRows
                | Self::RowKeys
                | Self::RowDeals
                | Self::KeyPartner
        )
    }
}
