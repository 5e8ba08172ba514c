#pragma once

#include "engine/data/attribute_column.h"
#include "engine/data/import_report.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace zscape {

/// Where tables may lie.
struct TablePlaces {
    std::vector<std::filesystem::path> inside;  ///< files with a table's ending, found below what was opened
    std::vector<std::filesystem::path> beside;  ///< the same, beside it
    struct Root {
        std::filesystem::path folder;  ///< absolute
        std::string prefix;            ///< what is shown before names in it
    };
    std::vector<Root> roots;
};

/// The tables that belong to some images, their columns brought into the images' order.
struct ImageTables {
    std::vector<AttributeColumn> columns;
    std::vector<Attribute> attributes;  ///< of `columns`, in the same order
    std::vector<ImportReport::Table> reports;
    std::vector<ErrorInfo> remarks;
    std::string resolved;  ///< the value of `table` that finds the same again
    int splitColumn = -1;  ///< a column that looks like the data's own split
    int labelColumn = -1;  ///< a column that looks like the labels

    /// The column of this name; exactly, or but for upper and lower case where only one is so. -1: none
    int columnOf(const std::string& name) const;
    /// Whether their files are still as they were read.
    bool current() const;

    struct ReadFile {
        std::filesystem::path file;
        int64_t bytes = 0;
        int64_t modifiedNanoseconds = 0;
    };
    std::vector<ReadFile> files;
};

/// `names`: of the images, as they are shown, in bytes. `setting`: a file or some with ';' between them, relative to
/// what was opened or to the working directory; "none"; empty: those of `places` whose rows belong to the images.
/// \throws Error what readTable() throws and "table.names" when no column names the images, for tables that were named
std::shared_ptr<const ImageTables> readImageTables(const std::vector<std::string>& names, const TablePlaces& places,
                                                   const std::string& setting);

}  // namespace zscape
