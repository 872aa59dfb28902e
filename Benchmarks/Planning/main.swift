import Estate
import Glibc
import RecoveryPlan

// Plans a made-up estate, and prints how long it took and how much memory it needed.
let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let assets = numbers.first ?? 10_000
let dependencies = numbers.dropFirst().first ?? 100_000
var synthetic = SyntheticEstate()
let input = synthetic.input(assets: assets, dependencies: dependencies)
let clock = ContinuousClock()
let start = clock.now
let plan = try Planner().plan(input)
let seconds = clock.now - start
var usage = rusage()
// 0 is RUSAGE_SELF.
getrusage(0, &usage)
print("assets \(input.estate.assets.count), dependencies \(input.estate.dependencies.count)")
print("steps \(plan.steps.count), needs \(plan.steps.reduce(0) { $0 + $1.needs.count })")
print("planned in \(seconds), peak memory \(usage.ru_maxrss / 1024) MB")
for entry in plan.trace { print("  \(entry.transform): \(entry.result)".prefix(200)) }
