internal import Contracts
internal import PlanForms
internal import RecoveryPlan

/// The workflow: a task for each step, and a template for each set of capacities.
struct Workflow {
    let text: String

    /// What the objects of this plan are called: letters in lower case, digits and dashes.
    static func name(_ folder: StepFolder) -> String { "groundup-\(folder.tag.lowercased())" }

    init(_ folder: StepFolder, fileMaps: [String]) {
        let name = Self.name(folder)
        let sets = Set(folder.steps.map { Self.capacities(of: $0) }).sorted { $0.lexicographicallyPrecedes($1) }
        text =
            Self.head(folder, name) + Self.volumes(fileMaps) + Self.tasks(folder)
            + sets.map { Self.template($0, name) }.joined()
    }

    private static func head(_ folder: StepFolder, _ name: String) -> String {
        """
        # Rebuilds the estate "\(ShellText.harmless(folder.plan.estate))" without groundup.
        # Made from plan \(ShellText.harmless(folder.digest)).
        #
        # It needs Argo Workflows 3.6 or later, and:
        #   kubectl apply --server-side -f capacities.yaml -f files-1.yaml (and the others)
        #   an image with sh, coreutils, util-linux, ssh and what the controller's steps use (restic, for example)
        #   a volume claim groundup-state that several pods may write to
        #   a Secret groundup-ssh whose key `config` configures ssh, with the keys that it names
        #   a Secret groundup-secrets with the files that `step secrets` names, if the plan needs any
        # Then: argo submit workflow.yaml -p image=IMAGE; after a failure: argo retry.
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata:
          generateName: \(name)-
        spec:
          entrypoint: restore
          arguments:
            parameters:
              - name: image

        """
    }

    private static func volumes(_ fileMaps: [String]) -> String {
        let sources = fileMaps.map { "            - configMap:\n                name: \($0)\n" }
        return """
              volumes:
                - name: files
                  projected:
                    defaultMode: 365
                    sources:
            \(sources.joined())    - name: state
                  persistentVolumeClaim:
                    claimName: groundup-state
                - name: ssh
                  secret:
                    secretName: groundup-ssh
                    defaultMode: 256
                - name: secrets
                  secret:
                    secretName: groundup-secrets
                    defaultMode: 256
                    optional: true

            """
    }

    /// A failed task stops what waits for it and nothing else: that is what `failFast: false` and `dependencies` say.
    private static func tasks(_ folder: StepFolder) -> String {
        var text = """
              templates:
                - name: restore
                  dag:
                    failFast: false
                    tasks:\(folder.steps.isEmpty ? " []" : "")

            """
        for step in folder.steps {
            // In short, because the size of the whole is limited.
            text += """
                          - name: \(taskName(step))
                            template: \(templateName(capacities(of: step)))
                            arguments: {parameters: [{name: label, value: \(step.label)}, \
                {name: deadline, value: "\(deadline(step.step))"}]}

                """
            if !step.needs.isEmpty {
                text +=
                    "            dependencies: [\(step.needs.map { taskName(folder.steps[$0]) }.joined(separator: ", "))]\n"
            }
        }
        return text
    }

    private static func template(_ capacities: [Int], _ name: String) -> String {
        let semaphores = capacities.map { number in
            "          - configMapKeyRef:\n              name: \(name)-capacities\n              key: capacity-\(number)\n"
        }
        let synchronization =
            capacities.isEmpty ? "" : "      synchronization:\n        semaphores:\n\(semaphores.joined())"
        return """
                - name: \(templateName(capacities))
                  inputs:
                    parameters:
                      - name: label
                      - name: deadline
                  # The program tries steps again; this is for pods that are lost. Bodies may be run again.
                  retryStrategy:
                    limit: "2"
                    retryPolicy: OnError
                  activeDeadlineSeconds: "{{inputs.parameters.deadline}}"
            \(synchronization)\(container)
            """
    }

    /// Lays the files out as the program expects them, then runs the step.
    ///
    /// What is in the state folder is shared by all pods.
    private static let container = """
              container:
                image: "{{workflow.parameters.image}}"
                command: [sh, -c]
                args:
                  - |
                    set -eu
                    mkdir -p /tmp/groundup/parts/steps /tmp/groundup/parts/bodies
                    cd /groundup/files
                    for file in step parts_[!s]* parts_se* parts_ssh parts_steps_"$LABEL".*; do
                        cp -L "$file" "/tmp/groundup/$(printf %s "$file" | tr _ /)"
                    done
                    exec /tmp/groundup/step run "$LABEL"
                env:
                  - name: LABEL
                    value: "{{inputs.parameters.label}}"
                  - name: GU_LIMITS
                    value: "off"
                  - name: GU_STATE
                    value: /groundup/state
                  - name: GU_SECRETS_DIR
                    value: /groundup/secrets
                  - name: GU_SSH_CONFIG
                    value: /groundup/ssh/config
                volumeMounts:
                  - {name: files, mountPath: /groundup/files, readOnly: true}
                  - {name: state, mountPath: /groundup/state}
                  - {name: ssh, mountPath: /groundup/ssh, readOnly: true}
                  - {name: secrets, mountPath: /groundup/secrets, readOnly: true}

        """

    private static func capacities(of step: NumberedStep) -> [Int] { Set(step.uses.map(\.capacity)).sorted() }

    private static func templateName(_ capacities: [Int]) -> String {
        (["step"] + capacities.map(String.init)).joined(separator: "-")
    }

    /// A label of Kubernetes has at most 63 characters and begins and ends with a letter or digit.
    private static func taskName(_ step: NumberedStep) -> String {
        ShellText.plain(step.label.lowercased(), limit: 60)
    }

    /// The program's own limits end a step; this ends a pod that hangs beyond all of them.
    private static func deadline(_ step: Step) -> Int { step.attempts * (step.timeout + 60) + 600 }
}
