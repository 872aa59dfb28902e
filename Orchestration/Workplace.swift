package import Contracts
package import Estate

/// Everything that the use cases reach: the configuration, the state, and the adapters behind their ports.
package struct Workplace: Sendable {
    package let configuration: Configuration
    /// The folder of groundup's state.
    package let state: String
    package let documents: any DocumentStore
    package let decisions: any DecisionStore
    package let journal: any Journal
    package let verdicts: any VerdictStore
    /// By name.
    package let recipes: [String: Recipe]
    package let clock: any Clock
    package let source: any Source
    package let engines: [any Engine]
    package let targets: [any Target]
    package let emitters: [any Emitter]
    package let steps: any StepRunner
    package let secrets: any SecretResolver
    package let verifier: any SignatureVerifier
    package let media: any MediaDepot
    package let remote: any RemoteShell
    package let controller: any ControllerFactsSource
    package let inspector: any ControllerInspector
    package let audit: AuditTrail
    package let coverageHistory: any CoverageHistory
    package let restoreTests: any RestoreTestStore
    package let pointLooks: any PointLookStore

    package init(
        configuration: Configuration, state: String, documents: any DocumentStore,
        decisions: any DecisionStore, journal: any Journal, verdicts: any VerdictStore,
        recipes: [String: Recipe], clock: any Clock, source: any Source, engines: [any Engine],
        targets: [any Target], emitters: [any Emitter], steps: any StepRunner, secrets: any SecretResolver,
        verifier: any SignatureVerifier, media: any MediaDepot, remote: any RemoteShell,
        controller: any ControllerFactsSource, inspector: any ControllerInspector, audit: AuditTrail,
        coverageHistory: any CoverageHistory, restoreTests: any RestoreTestStore, pointLooks: any PointLookStore
    ) {
        self.configuration = configuration
        self.state = state
        self.documents = documents
        self.decisions = decisions
        self.journal = journal
        self.verdicts = verdicts
        self.recipes = recipes
        self.clock = clock
        self.source = source
        self.engines = engines
        self.targets = targets
        self.emitters = emitters
        self.steps = steps
        self.secrets = secrets
        self.verifier = verifier
        self.media = media
        self.remote = remote
        self.controller = controller
        self.inspector = inspector
        self.audit = audit
        self.coverageHistory = coverageHistory
        self.restoreTests = restoreTests
        self.pointLooks = pointLooks
    }
}
