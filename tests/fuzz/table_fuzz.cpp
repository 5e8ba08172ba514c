#include "engine/data/table_reader.h"
#include "tests/fuzz/target.h"

/// CSV, TSV, JSON lines and CelebA's own: told by what stands in them.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    static const fuzz::InputFile comma("input.csv"), lines("input.jsonl");
    if (size == 0) return 0;
    const fuzz::InputFile& file = data[0] == '{' ? lines : comma;
    file.fill(data, size);
    fuzz::read([&] {
        const Table table = readTable(file.path());
        size_t bytes = 0;
        for (size_t row = 0; row < table.rows(); ++row)
            for (size_t column = 0; column < table.columns(); ++column) bytes += table.cell(row, column).size();
        for (size_t column = 0; column < table.columns(); ++column) bytes += table.heading(column).size();
        if (bytes > 4 * size + 64) fuzz::fail("a table of more text than its file");
    });
    return 0;
}
