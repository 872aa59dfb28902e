import Contracts
import Foundation
import Host
import TestKit
import Testing

@testable import AirflowEmitter

/// The DAG file with a small stand-in for Airflow that reads and runs it.
@Suite struct AirflowEmitterTests {
    private struct Harness: EmitterHarness, RunnableHarness {
        let emitter: any Emitter = AirflowEmitter()
        let runner: any ProcessRunner = SubprocessRunner()
        let command = ["sh", "-c", #"printf '%s\n' "$1" > standin.py && exec python3 standin.py run"#, "sh", standIn]

        /// Tasks look for their own.
        let looksForSecretsFirst = false

        func steps(in folder: EmittedFolder) async throws -> [EmittedStep] {
            try folder.write("standin.py", standIn)
            let answer = try await folder.run("python3", ["standin.py", "list"])
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

    @Test func tasksRunWhatThePlanSays() async throws {
        let violations = try await RunnableContract.violations(
            Harness(), of: [.order, .resumption, .capacities, .secrets])
        #expect(violations == [])
    }

    @Test func pythonCompilesIt() async throws {
        let folder = try EmittedFolder(
            AirflowEmitter().emit(EmitterPlans.hostile, digest: "'\"\\\n{{"), runner: SubprocessRunner())
        let result = try await folder.run("python3", ["-W", "error", "-m", "py_compile", "restore_dag.py"])
        #expect(result.succeeded && result.errors.isEmpty, "\(result.errors)")
    }
}

/// The DAG under a real Airflow, where one is installed; `make soak` installs it.
@Suite struct RealAirflowTests {
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["GROUNDUP_AIRFLOW"] != nil,
            "GROUNDUP_AIRFLOW names no environment with apache-airflow; 'make soak' makes one (0.5 GB) and runs this"))
    func airflowReadsAndRunsIt() async throws {
        let place = try #require(ProcessInfo.processInfo.environment["GROUNDUP_AIRFLOW"])
        let folder = try EmittedFolder(
            AirflowEmitter().emit(EmitterPlans.plain, digest: EmitterPlans.digest).map { file in
                EmittedFile(name: "dags/\(file.name)", contents: file.contents, isExecutable: file.isExecutable)
            }, runner: SubprocessRunner())
        let environment = [
            "AIRFLOW_HOME": folder.path + "/airflow", "AIRFLOW__CORE__DAGS_FOLDER": folder.path + "/dags",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False", "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        ]
        let migrated = try await folder.run(
            "\(place)/bin/airflow", ["db", "migrate"], environment: environment, timeout: 300)
        #expect(migrated.succeeded, "\(migrated.errors)")
        try folder.write("real.py", real)
        let result = try await folder.run("\(place)/bin/python", ["real.py"], environment: environment, timeout: 300)
        #expect(result.succeeded, "\(result.text.suffix(3000))\(result.errors.suffix(3000))")
        #expect(result.text.contains("8 tasks in the order of the plan"))
        #expect(Set(folder.lines("notes").filter { $0.hasPrefix("end") }).count == 8)
    }
}

/// Modules with the names of Airflow's; `list` prints tasks with what they wait for, `run` runs them in threads.
private let standIn = #"""
    import sys, threading, types

    class DAG:
        def __init__(self, **arguments):
            assert arguments["schedule"] is None and arguments["max_active_runs"] == 1, arguments
            self.tasks = []

    class PythonOperator:
        def __init__(self, *, task_id, python_callable, op_args, doc, dag, priority_weight, weight_rule):
            assert all(c.isalnum() or c in "-_." for c in task_id) and len(task_id) <= 250, task_id
            assert all(" " <= c <= "~" and c not in "{}%" for c in doc), doc
            self.task_id, self.call, self.arguments = task_id, python_callable, op_args
            self.needs, self.ended, self.good, self.weight = [], threading.Event(), False, priority_weight
            dag.tasks.append(self)

        def set_downstream(self, other):
            other.needs.append(self)

        def run(self):
            for need in self.needs:
                need.ended.wait()
            try:
                if all(need.good for need in self.needs):
                    self.call(*self.arguments)
                    self.good = True
            except RuntimeError as error:
                print(error)
            finally:
                self.ended.set()

    for name in ("airflow", "airflow.sdk", "airflow.providers", "airflow.providers.standard",
                 "airflow.providers.standard.operators", "airflow.providers.standard.operators.python"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["airflow.sdk"].DAG = DAG
    sys.modules["airflow.providers.standard.operators.python"].PythonOperator = PythonOperator
    import restore_dag

    tasks = restore_dag.dag.tasks
    assert sorted(tasks, key=lambda task: -task.weight) == tasks
    if sys.argv[1] == "list":
        for task in tasks:
            print(task.task_id, *(need.task_id for need in task.needs))
    else:
        threads = [threading.Thread(target=task.run) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sys.exit(0 if all(task.good for task in tasks) else 1)
    """#

private let real = #"""
    import json, os, pathlib
    from airflow.models import DagBag
    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    assert not bag.import_errors, bag.import_errors
    (dag,) = bag.dags.values()
    about = {path.stem: path.read_text() for path in pathlib.Path("dags/parts/steps").glob("*.about")}
    needs = {label: set(text.split("needs='")[1].split("'")[0].split()) for label, text in about.items()}
    assert {task.task_id: set(task.upstream_task_ids) for task in dag.tasks} == needs
    print(len(dag.tasks), "tasks in the order of the plan")
    run = dag.test()
    assert str(run.state).endswith("success"), run.state
    """#
