#pragma once

#include "engine/data/arrays_on_disk.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace zscape {

/// The cells of one line of a CSV file, one after another: without blanks and quotes around them.
class CsvCells {
public:
    CsvCells(std::string_view line, char separator) : rest_(line), separator_(separator) {}
    /// \returns whether there is one more
    bool next(std::string_view& cell);
    /// The next cell where it is nothing but one to three digits, and not the last one; else nothing is taken.
    bool nextFewDigits(int& number);

private:
    std::string_view rest_;
    char separator_;
    bool ended_ = false;
};

/// What each column of a CSV file of pixels is.
struct CsvColumns {
    /// Pixels: all of a picture, with blanks between them. Side: which side of the split it is on.
    enum class Kind : uint8_t { Pixel, Pixels, Label, Side, Aside };
    std::vector<Kind> kinds;
    char separator = ',';
    bool headed = false;
    int64_t pixels = 0;  ///< of a picture

    bool has(Kind kind) const { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); }
    bool hasLabel() const { return has(Kind::Label); }
};

/// What one line says, or why it is no picture.
struct CsvRow {
    enum class State : uint8_t { Good, Columns, Number, Pixels };
    State state = State::Good;
    size_t column = 0;      ///< Number: from 1 on; Columns, Pixels: how many there are
    std::string_view text;  ///< Number: what stands there in the place of one
    std::string_view label, side;
    bool areBytes = true;  ///< whether all numbers are whole ones from 0 to 255
};

/// \param numbers gets as many as there are columns of pixels
CsvRow readCsvRow(std::string_view line, const CsvColumns& columns, std::vector<double>& numbers);

/// The numbers that stand in a cell with blanks between them; 0 where anything else does.
size_t numbersInCell(std::string_view cell);

/// Where a line is in the text: of a gzip file, in what it inflates to.
struct CsvPlace {
    int64_t offset = 0;
    uint32_t bytes = 0;  ///< 0: it is longer than any row of pixels
    uint32_t line = 0;   ///< from 1 on
};

/// Rows of pixels, read again at each time. Numbers of 8 bits, or float64.
std::shared_ptr<ArrayRows> rowsOfCsv(const std::filesystem::path& file, bool compressed, CsvColumns columns,
                                     std::vector<CsvPlace> places, const NumberType& type);

/// Whether a file is called .csv or .tsv (also .gz), and its first rows are numbers, 64 or more, in cells of their own
/// or all in one. False for what cannot be read.
bool isCsvOfPixels(const std::filesystem::path& file);

}  // namespace zscape
