import Contracts
import Estate
import Host
import RecoveryPlan
import TestKit
import Testing

@testable import ArgoEmitter

/// No Argo here: the objects are checked against what its documentation says of them.
@Suite struct ArgoEmitterTests {
    private struct Harness: EmitterHarness {
        let emitter: any Emitter = ArgoEmitter()
        let runner: any ProcessRunner = SubprocessRunner()

        func steps(in folder: EmittedFolder) async throws -> [EmittedStep] {
            try folder.write("read.py", reader)
            let answer = try await folder.run("/usr/bin/python3", ["read.py"])
            // The reader has laid the files out as a pod does.
            let files = Dictionary(uniqueKeysWithValues: try await folder.stepFiles().map { ($0.name, $0) })
            return answer.text.split(separator: "\n").map { line in
                let words = line.split(separator: " ").map(String.init)
                return EmittedStep(name: words[0], needs: Array(words.dropFirst()), values: files[words[0]]?.values)
            } + (answer.succeeded ? [] : [EmittedStep(name: answer.errors, needs: [])])
        }
    }

    @Test func thePromisesOfEmittersAreKept() async throws {
        let violations = try await EmitterContract.violations(Harness())
        #expect(violations == [])
    }

    @Test func semaphoresLetInWhatFits() throws {
        let plan = EmitterPlans.plan(
            [
                EmitterPlans.step("do/1/a", uses: ["wide"], units: 2), EmitterPlans.step("do/2/b", uses: ["wide"]),
                EmitterPlans.step("do/3/c", uses: ["narrow"]),
            ], capacities: [Capacity(name: "narrow", units: 1), Capacity(name: "wide", units: 5)])
        let files = try ArgoEmitter().emit(plan, digest: "d")
        let text = try #require(files.first { $0.name == "capacities.yaml" }?.contents)
        #expect(text.contains("capacity-0: \"1\"\n"))
        #expect(text.contains("capacity-1: \"2\"\n"))
    }

    @Test func largePlansAreSplitOrRefused() throws {
        let large = String(repeating: "x", count: 400_000)
        let steps = (1...5).map { EmitterPlans.step("do/\($0)/a", parameters: ["GU_TEXT": large]) }
        let files = try ArgoEmitter().emit(EmitterPlans.plan(steps), digest: "d")
        #expect(files.count { $0.name.hasPrefix("files-") } == 3)
        #expect(files.allSatisfy { $0.contents.utf8.count < 1_000_000 })
        let tooLarge = EmitterPlans.step("do/1/a", parameters: ["GU_TEXT": large + large + large])
        #expect(throws: GroundupError.self) { try ArgoEmitter().emit(EmitterPlans.plan([tooLarge]), digest: "d") }
        #expect(throws: GroundupError.self) { try ArgoEmitter().emit(EmitterPlans.chain(6_000), digest: "d") }
    }

    @Test func aPodRunsTheProgramAsItIs() async throws {
        // The container's own script, on the files as a volume shows them.
        let folder = try EmittedFolder(
            ArgoEmitter().emit(EmitterPlans.plain, digest: EmitterPlans.digest), runner: SubprocessRunner())
        try folder.write("pod.py", pod)
        let result = try await folder.run("/usr/bin/python3", ["pod.py", "0001-do-1-image"])
        #expect(result.succeeded, "\(result.text)\(result.errors)")
        #expect(folder.lines("notes") == ["begin 1 controller", "end 1"])
    }
}

/// Checks names, references and sizes; lays out the files; prints each task's label and those that it depends on.
private let reader = #"""
    import glob, os, re, yaml
    NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
    KEY = re.compile(r"[-._a-zA-Z0-9]{1,253}")
    workflow = yaml.safe_load(open("workflow.yaml"))
    assert (workflow["apiVersion"], workflow["kind"]) == ("argoproj.io/v1alpha1", "Workflow")
    assert NAME.fullmatch(workflow["metadata"]["generateName"] + "x")
    spec = workflow["spec"]
    templates = {template["name"]: template for template in spec["templates"]}
    assert len(templates) == len(spec["templates"])
    files = {}
    for path in glob.glob("files-*.yaml"):
        map_ = yaml.safe_load(open(path))
        assert os.path.getsize(path) < 1_000_000 and map_["kind"] == "ConfigMap"
        assert not files.keys() & map_["data"].keys() and all(KEY.fullmatch(key) for key in map_["data"])
        files.update(map_["data"])
        assert map_["metadata"]["name"] in [
            source["configMap"]["name"] for source in spec["volumes"][0]["projected"]["sources"]]
    for key, text in files.items():
        path = key.replace("_", "/")
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        open(path, "w", newline="").write(text)
    capacities = yaml.safe_load(open("capacities.yaml"))
    tasks = templates[spec["entrypoint"]]["dag"]["tasks"]
    assert templates[spec["entrypoint"]]["dag"]["failFast"] is False
    labels = {}
    for task in tasks:
        assert NAME.fullmatch(task["name"]), task
        assert task["name"] not in labels, task
        values = {each["name"]: each["value"] for each in task["arguments"]["parameters"]}
        assert int(values["deadline"]) > 0
        labels[task["name"]] = values["label"]
        template = templates[task["template"]]
        assert {each["name"] for each in template["inputs"]["parameters"]} == values.keys()
        assert f"parts_steps_{values['label']}.about" in files
        uses = files[f"parts_steps_{values['label']}.about"].split("uses='")[1].split("'")[0].split()
        held = [each["configMapKeyRef"] for each in template.get("synchronization", {}).get("semaphores", [])]
        assert {each["key"] for each in held} == {"capacity-" + use.split(":")[0] for use in uses}
        for each in held:
            assert each["name"] == capacities["metadata"]["name"] and int(capacities["data"][each["key"]]) > 0
        mounts = {mount["name"] for mount in template["container"]["volumeMounts"]}
        assert mounts == {volume["name"] for volume in spec["volumes"]}
    for task in tasks:
        print(labels[task["name"]], *(labels[name] for name in task.get("dependencies", [])))
    """#

private let pod = #"""
    import glob, os, subprocess, sys, yaml
    work = os.environ["WORK"]
    os.makedirs("volume")
    for path in glob.glob("files-*.yaml"):
        for key, text in yaml.safe_load(open(path))["data"].items():
            open(f"volume/{key}", "w").write(text)
            os.chmod(f"volume/{key}", 0o555)
    templates = yaml.safe_load(open("workflow.yaml"))["spec"]["templates"]
    container = templates[-1]["container"]
    script = container["args"][0].replace("/tmp/groundup", f"{work}/laid-out").replace("/groundup/files", f"{work}/volume")
    state = {"LABEL": sys.argv[1], "GU_STATE": f"{work}/state"}
    sys.exit(subprocess.run([*container["command"], script], env={**os.environ, **state}).returncode)
    """#
