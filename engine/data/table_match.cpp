#include "engine/data/table_match.h"

#include "engine/data/folder_names.h"
#include "engine/data/image_header.h"

#include <algorithm>
#include <array>

namespace zscape {

namespace {

constexpr size_t kRowsTried = 1000;
constexpr size_t kColumnsTriedWhole = 8;

/// A heading that says so wins where two columns name as many images.
bool saysFileName(std::string_view heading) {
    static constexpr std::array<std::string_view, 14> kWords{"file_name",  "filename", "file", "image",    "image_name",
                                                             "image_path", "img",      "path", "filepath", "file_path",
                                                             "name",       "image_id", "id",   "picture"};
    return std::find(kWords.begin(), kWords.end(), lowered(heading)) != kWords.end();
}

bool isBareNumber(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// How many different images some rows of a column name, every `step`th; those that are named by more than a whole
/// number count twice, as any column of numbers names pictures that are called by theirs.
int64_t namedBy(const Table& table, size_t column, size_t step, const NameIndex& index, const std::string& folder) {
    std::vector<int64_t> found;
    int64_t words = 0;
    for (size_t row = 0; row < table.rows(); row += step) {
        const std::string_view cell = table.cell(row, column);
        const int64_t image = index.find(cell, folder);
        if (image < 0) continue;
        found.push_back(image);
        words += !isBareNumber(cell);
    }
    std::sort(found.begin(), found.end());
    const int64_t different = std::unique(found.begin(), found.end()) - found.begin();
    return different + std::min(words, different);
}

}  // namespace

TableMatch matchTable(Table& table, const NameIndex& index, int64_t images, const std::string& folder) {
    TableMatch match;
    // Some rows tell which column it is; all of them where the images are only a few of the table's.
    int64_t best = 0;
    size_t step = std::max<size_t>(1, table.rows() / kRowsTried);
    for (bool whole : {false, true}) {
        if (best > 0 || (whole && step == 1)) break;
        if (whole) step = 1;
        for (size_t column = 0; column < (whole ? std::min(table.columns(), kColumnsTriedWhole) : table.columns());
             ++column) {
            const int64_t named = namedBy(table, column, step, index, folder);
            const std::string_view heading = table.headed()     ? table.heading(column)
                                             : table.rows() > 0 ? table.cell(0, column)
                                                                : std::string_view();
            const std::string_view before = table.headed()     ? table.heading(match.nameColumn)
                                            : table.rows() > 0 ? table.cell(0, match.nameColumn)
                                                               : std::string_view();
            if (named < best || named == 0 || (named == best && (saysFileName(before) || !saysFileName(heading))))
                continue;
            best = named;
            match.nameColumn = column;
        }
    }
    if (best > 0 && !table.headed()) {
        const std::string_view first = table.cell(0, match.nameColumn);
        if (index.find(first, folder) == NameIndex::kNone && kindOfName(first) == NameKind::Unknown)
            table.takeHeadings();
    }
    std::vector<bool> seen(static_cast<size_t>(images), false);
    match.bareNumbers = best > 0;
    match.imageOf.reserve(table.rows());
    for (size_t row = 0; row < table.rows(); ++row) {
        const std::string_view cell = table.cell(row, match.nameColumn);
        const int64_t image = best == 0 ? NameIndex::kNone : index.find(cell, folder);
        match.imageOf.push_back(image);
        match.unclear += image == NameIndex::kSeveral;
        if (image < 0) continue;
        match.bareNumbers = match.bareNumbers && isBareNumber(cell);
        if (seen[static_cast<size_t>(image)]) {
            ++match.repeated;
            continue;
        }
        seen[static_cast<size_t>(image)] = true;
        ++match.images;
    }
    return match;
}

}  // namespace zscape
