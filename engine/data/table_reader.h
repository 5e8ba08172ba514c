#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace zscape {

/// A table as its file has it: cells of text, UTF-8, trimmed. Rows that are too short have empty cells at their end.
class Table {
public:
    size_t rows() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
    size_t columns() const { return columns_; }
    std::string_view cell(size_t row, size_t column) const {
        const Cell& cell = cells_[row * columns_ + column];
        return std::string_view(text_).substr(cell.begin, cell.length);
    }
    /// What the file says over a column; empty where it says nothing.
    std::string_view heading(size_t column) const {
        return column < headings_.size() ? std::string_view(headings_[column]) : std::string_view();
    }
    /// Whether commas may be decimal points: they do not part the cells.
    bool commasAreFree() const { return commasAreFree_; }
    /// False: the first row may be headings or the first image's; whoever knows the images' names decides.
    bool headed() const { return headed_; }
    /// The first row are headings: it is one no more.
    void takeHeadings();

private:
    friend Table readTable(const std::filesystem::path&);
    friend class TableBuilder;
    struct Cell {
        uint32_t begin = 0;
        uint32_t length = 0;
    };
    std::string text_;
    std::vector<Cell> cells_;  ///< row by row
    std::vector<std::string> headings_;
    size_t columns_ = 0;
    bool headed_ = false;
    bool commasAreFree_ = false;
};

/// Whether a file's name ends like a table's: .csv, .tsv, .tab, .jsonl, .ndjson, .txt.
bool isTableName(std::string_view name);

/// Whether a text begins like a table: most of its first lines have equally many cells, two or more. For files of which
/// nothing but .txt is known, before all of them is read. False for what cannot be read.
bool beginsLikeTable(const std::filesystem::path& file);

/// Reads a table by its ending: cells parted by commas, semicolons, tabs or bars (found out), quoted or not; JSON
/// lines, whose keys are headings; .txt also parted by spaces, with a count in the first line or not (CelebA's lists).
/// A text that is no table has one column, or none.
/// \throws Error as openForReading(), "table.large", "table.quote", "table.json" with the line, "table.rows"
Table readTable(const std::filesystem::path& file);

}  // namespace zscape
