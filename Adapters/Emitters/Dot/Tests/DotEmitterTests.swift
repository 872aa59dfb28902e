import Contracts
import Foundation
import Host
import TestKit
import Testing

@testable import DotEmitter

@Suite struct DotEmitterTests {
    private struct Harness: EmitterHarness {
        let emitter: any Emitter = DotEmitter()
        let runner: any ProcessRunner = SubprocessRunner()

        /// The steps as Graphviz reads and draws them.
        func steps(in folder: EmittedFolder) async throws -> [EmittedStep] {
            try folder.write("read.py", reader)
            let picture = try await folder.run("dot", ["-Tsvg", "-orestore.svg", "restore.dot"])
            let answer = try await folder.run("sh", ["-c", "dot -Tjson0 restore.dot | /usr/bin/python3 read.py"])
            guard picture.succeeded, picture.errors.isEmpty, answer.succeeded, answer.errors.isEmpty else {
                return [EmittedStep(name: picture.errors + answer.errors, needs: [])]
            }
            return EmittedStep.all(in: answer)
        }
    }

    @Test func thePromisesOfEmittersAreKept() async throws {
        let violations = try await EmitterContract.violations(Harness())
        #expect(violations == [])
    }

    @Test func stepsStandInTheFrameOfTheirHost() throws {
        let text = try DotEmitter().emit(EmitterPlans.plain, digest: "d")[0].contents
        let frames = text.components(separatedBy: "subgraph cluster").dropFirst()
        #expect(frames.count == 4)
        #expect(frames.first { $0.contains("label=\"web1\"") }?.contains("do/8/verify") == true)
    }
}

/// Each step's label and the labels of what it needs, from the graph as Graphviz has read it.
private let reader = """
    import json, sys
    graph = json.load(sys.stdin)
    objects = {each["_gvid"]: each for each in graph["objects"]}
    nodes = {number: each for number, each in objects.items() if "nodes" not in each}
    needs = {number: [] for number in nodes}
    for edge in graph.get("edges", []):
        needs[edge["head"]].append(nodes[edge["tail"]]["label"])
    for number, node in nodes.items():
        print("\\t".join(text.replace("\\t", " ") for text in [node["label"], *needs[number]]))
    """
