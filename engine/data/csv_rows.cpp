#include "engine/data/csv_rows.h"

#include "engine/core/paths.h"
#include "engine/data/source_failed.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace zscape {

namespace fs = std::filesystem;

namespace {

std::string_view trimmedCell(std::string_view text) {
    const auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
    return text;
}

bool readNumber(std::string_view text, double& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return end == text.data() + text.size() && !text.empty() && error == std::errc();
}

/// Takes the next number off a cell that holds several, with the blanks around it. \returns whether there is one more
bool nextInCell(std::string_view& rest, std::string_view& number) {
    rest = trimmedCell(rest);
    if (rest.empty()) return false;
    number = rest.substr(0, std::min(rest.find_first_of(" \t"), rest.size()));
    rest.remove_prefix(number.size());
    return true;
}

class CsvTextRows final : public ArrayRows {
public:
    CsvTextRows(fs::path file, bool compressed, CsvColumns columns, std::vector<CsvPlace> places,
                const NumberType& type)
        : file_(std::move(file)),
          columns_(std::move(columns)),
          places_(std::move(places)),
          type_(type),
          handle_(openForReading(file_)) {
        if (compressed) inflated_ = std::make_unique<InflatedFile>(file_);
    }
    int64_t rows() const override { return std::ssize(places_); }
    int64_t rowBytes() const override { return columns_.pixels * type_.bytes; }

    void read(int64_t first, std::span<uint8_t> into, const std::stop_token& stop) override {
        std::vector<double> numbers;
        std::vector<uint8_t> line;
        const auto bytes = static_cast<size_t>(rowBytes());
        for (auto row = static_cast<size_t>(first); !into.empty(); ++row, into = into.subspan(bytes)) {
            const CsvPlace& place = places_[row];
            if (place.bytes == 0)
                throw Error("csv.row",
                            "Row %2 of %1 is too long for a picture of %3 numbers. Correct it, or remove it.",
                            {displayName(file_), std::to_string(place.line), std::to_string(columns_.pixels)});
            line.resize(place.bytes);
            if (inflated_) inflated_->read(place.offset, line, stop);
            else readPlain(place, line);
            const std::string_view text(reinterpret_cast<const char*>(line.data()), line.size());
            check(readCsvRow(text, columns_, numbers), place);
            if (type_.bytes == 1) std::transform(numbers.begin(), numbers.end(), into.begin(), toByte);
            else std::memcpy(into.data(), numbers.data(), bytes);
        }
    }

private:
    /// The file may be another one than when its rows were looked at.
    static uint8_t toByte(double number) { return static_cast<uint8_t>(number > 0 ? std::min(number, 255.0) : 0.0); }

    void readPlain(const CsvPlace& place, std::span<uint8_t> into) const {
        try {
            if (readAt(handle_, place.offset, into, file_) == into.size()) return;
        } catch (const Error& error) {
            throw SourceFailed(error);
        }
        throw SourceFailed(
            Error("file.changed", "%1 was cut off while it was read. Copy it again.", {displayName(file_)}));
    }

    void check(const CsvRow& row, const CsvPlace& place) const {
        if (row.state == CsvRow::State::Columns)
            throw Error("csv.row", "Row %2 of %1 has %3 columns, and not %4. Correct it, or remove it.",
                        {displayName(file_), std::to_string(place.line), std::to_string(row.column),
                         std::to_string(columns_.kinds.size())});
        if (row.state == CsvRow::State::Pixels)
            throw Error("csv.row", "Row %2 of %1 has %3 numbers of pixels, and not %4. Correct it, or remove it.",
                        {displayName(file_), std::to_string(place.line), std::to_string(row.column),
                         std::to_string(columns_.pixels)});
        if (row.state == CsvRow::State::Number)
            throw Error(
                "csv.number",
                "Row %2 of %1 has \"%4\" in its column %3, where a number is expected. Correct it, or remove it.",
                {displayName(file_), std::to_string(place.line), std::to_string(row.column),
                 validUtf8(std::string(row.text.substr(0, 40)))});
    }

    const fs::path file_;
    const CsvColumns columns_;
    const std::vector<CsvPlace> places_;
    const NumberType type_;
    const FileHandle handle_;
    std::unique_ptr<InflatedFile> inflated_;
};

}  // namespace

bool CsvCells::nextFewDigits(int& number) {
    constexpr size_t kMostDigits = 3;
    size_t digits = 0;
    int value = 0;
    for (; digits < rest_.size() && digits <= kMostDigits && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits)
        value = 10 * value + (rest_[digits] - '0');
    if (digits == 0 || digits > kMostDigits || digits == rest_.size() || rest_[digits] != separator_) return false;
    rest_.remove_prefix(digits + 1);
    number = value;
    return true;
}

bool CsvCells::next(std::string_view& cell) {
    if (ended_) return false;
    const std::string_view start = trimmedCell(rest_);
    if (!start.empty() && start.front() == '"') {
        const size_t open = rest_.find('"');
        const size_t close = rest_.find('"', open + 1);
        if (close != std::string_view::npos) {
            cell = trimmedCell(rest_.substr(open + 1, close - open - 1));
            const size_t end = rest_.find(separator_, close);
            ended_ = end == std::string_view::npos;
            rest_ = ended_ ? std::string_view() : rest_.substr(end + 1);
            return true;
        }
    }
    const auto* end =
        rest_.empty() ? nullptr : static_cast<const char*>(std::memchr(rest_.data(), separator_, rest_.size()));
    ended_ = end == nullptr;
    const size_t length = ended_ ? rest_.size() : static_cast<size_t>(end - rest_.data());
    cell = trimmedCell(rest_.substr(0, length));
    rest_ = ended_ ? std::string_view() : rest_.substr(length + 1);
    return true;
}

size_t numbersInCell(std::string_view cell) {
    size_t count = 0;
    double value = 0;
    for (std::string_view number; nextInCell(cell, number); ++count)
        if (!readNumber(number, value)) return 0;
    return count;
}

CsvRow readCsvRow(std::string_view line, const CsvColumns& columns, std::vector<double>& numbers) {
    CsvRow row;
    numbers.clear();
    CsvCells cells(line, columns.separator);
    size_t column = 0;
    const auto take = [&](std::string_view text, size_t of) {
        double number = 0;
        if (!readNumber(text, number) && row.state == CsvRow::State::Good) {
            row.state = CsvRow::State::Number;
            row.column = of + 1;
            row.text = text;
        }
        row.areBytes = row.areBytes && number >= 0 && number <= 255 && number == std::floor(number);
        numbers.push_back(number);
    };
    for (std::string_view cell;; ++column) {
        // Nearly all cells are a few digits: nothing is taken off them.
        int few = 0;
        if (column < columns.kinds.size() && columns.kinds[column] == CsvColumns::Kind::Pixel &&
            cells.nextFewDigits(few)) {
            row.areBytes = row.areBytes && few <= 255;
            numbers.push_back(few);
            continue;
        }
        if (!cells.next(cell)) break;
        if (column >= columns.kinds.size()) continue;
        const CsvColumns::Kind kind = columns.kinds[column];
        if (kind == CsvColumns::Kind::Label) row.label = cell;
        if (kind == CsvColumns::Kind::Side) row.side = cell;
        if (kind == CsvColumns::Kind::Pixel) take(cell, column);
        if (kind == CsvColumns::Kind::Pixels)
            for (std::string_view number; nextInCell(cell, number);) take(number, column);
    }
    if (row.state == CsvRow::State::Good && std::ssize(numbers) != columns.pixels &&
        columns.has(CsvColumns::Kind::Pixels)) {
        row.state = CsvRow::State::Pixels;
        row.column = numbers.size();
    }
    if (column != columns.kinds.size()) {
        row.state = CsvRow::State::Columns;
        row.column = column;
    }
    return row;
}

std::shared_ptr<ArrayRows> rowsOfCsv(const fs::path& file, bool compressed, CsvColumns columns,
                                     std::vector<CsvPlace> places, const NumberType& type) {
    return std::make_shared<CsvTextRows>(file, compressed, std::move(columns), std::move(places), type);
}

}  // namespace zscape
