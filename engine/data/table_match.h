#pragma once

#include "engine/data/name_index.h"
#include "engine/data/table_reader.h"

#include <cstdint>
#include <vector>

namespace zscape {

/// Which image each row of a table is about.
struct TableMatch {
    size_t nameColumn = 0;
    std::vector<int64_t> imageOf;  ///< for each row an image, or NameIndex::kNone, kSeveral
    int64_t images = 0;            ///< different images that have a row
    int64_t unclear = 0;           ///< rows whose name several images have
    int64_t repeated = 0;          ///< rows about an image that an earlier row is about
    bool bareNumbers = false;      ///< all that matched are whole numbers: they may mean something else
};

/// Finds the column whose cells name most images, and takes the first row for headings unless it is an image's.
/// `images`: how many there are; `folder`: that of the table, "" or "train/".
TableMatch matchTable(Table& table, const NameIndex& index, int64_t images, const std::string& folder);

}  // namespace zscape
