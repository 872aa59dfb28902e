import Contracts
import Estate
import Foundation
import Recipes
import Testing

@Suite struct RecipeBookTests {
    @Test func `every file of the folder is built in, and named after its recipe`() throws {
        let folder = URL(filePath: #filePath).appending(path: "../../../Recipes").standardized
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        #expect(!files.isEmpty)
        #expect(RecipeBook.files.map(\.name).sorted() == files.sorted())
        #expect(try RecipeBook.builtin().keys.map { "\($0).yaml" }.sorted() == files.sorted())
    }

    @Test func `steps are scripts with limits`() throws {
        for recipe in try RecipeBook.builtin().values {
            for (name, step) in recipe.steps {
                #expect(step.script.contains("set -eu"), "\(recipe.name) \(name)")
                #expect((1...14_400).contains(step.timeout), "\(recipe.name) \(name)")
            }
        }
    }
}
