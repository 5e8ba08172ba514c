#include "engine/data/table_reader.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/file_io.h"
#include "engine/data/folder_names.h"
#include "engine/data/text_encoding.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

namespace zscape {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kMostBytes = int64_t{512} << 20;
constexpr size_t kMostColumns = 4096;
constexpr char kSpaces = ' ';  ///< as a separator: any run of spaces and tabs
constexpr int kLinesForSeparator = 20;

bool isBlank(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmedCell(std::string_view text) {
    while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
    return text;
}

std::string endingOf(const fs::path& file) { return lowered(file.extension().string()); }

/// The next line, without its end; quotes do not matter.
std::string_view takeLine(std::string_view& rest) {
    const size_t end = rest.find_first_of("\r\n");
    const std::string_view line = rest.substr(0, end);
    if (end == std::string_view::npos) rest = {};
    else rest.remove_prefix(end + (rest[end] == '\r' && end + 1 < rest.size() && rest[end + 1] == '\n' ? 2 : 1));
    return line;
}

/// How often a separator stands in each of the first lines, outside quotes.
std::vector<int> countsOf(std::string_view text, char separator) {
    std::vector<int> counts;
    int count = 0;
    bool quoted = false, any = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == '\n' || c == '\r')) {
            if (any) counts.push_back(count);
            count = 0;
            any = false;
            if (counts.size() >= kLinesForSeparator) break;
            continue;
        }
        any = true;
        if (!quoted && c == separator) ++count;
    }
    if (any && counts.size() < kLinesForSeparator) counts.push_back(count);
    return counts;
}

/// The separator that stands equally often in the first lines; where several do, that which is not often part of a
/// text.
std::optional<char> separatorOf(std::string_view text) {
    std::optional<char> best;
    int bestScore = 0;
    for (const char separator : {';', '\t', '|', ','}) {
        const std::vector<int> counts = countsOf(text, separator);
        if (counts.empty() || counts.front() == 0) continue;
        const auto alike = std::count(counts.begin(), counts.end(), counts.front());
        // All alike counts most; a comma within a text may spoil a line or two.
        const int score = alike == std::ssize(counts) ? 1000 : static_cast<int>(100 * alike / std::ssize(counts));
        if (score > bestScore) {
            best = separator;
            bestScore = score;
        }
    }
    return best;
}

bool isWholeNumber(std::string_view text) {
    text = trimmedCell(text);
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

/// Collects cells of one text; rows may differ in length until it is finished.
class TableBuilder {
public:
    explicit TableBuilder(const fs::path& file) : file_(file) {}

    /// Cells that lie in `text` already.
    void separated(std::string text, char separator) {
        table_.text_ = std::move(text);
        table_.commasAreFree_ = separator != ',';
        std::string& all = table_.text_;
        size_t at = 0, line = 1;
        while (at < all.size()) {
            if (all[at] == '\n' || all[at] == '\r') {  // an empty line, and the second half of "\r\n"
                line += all[at] == '\n';
                ++at;
                continue;
            }
            const size_t begun = row_.size();
            if (separator == kSpaces) at = spacedRow(all, at);
            else at = separatedRow(all, at, separator, line);
            const bool blank = std::all_of(row_.begin() + static_cast<std::ptrdiff_t>(begun), row_.end(),
                                           [](const Table::Cell& cell) { return cell.length == 0; });
            if (blank) row_.resize(begun);
            else endRow();
        }
    }

    void appendCell(std::string_view text) {
        row_.push_back({static_cast<uint32_t>(table_.text_.size()), static_cast<uint32_t>(text.size())});
        table_.text_ += text;
    }
    void endRow() {
        if (row_.size() - rowBegins_ > kMostColumns)
            throw Error(
                "table.rows",
                "%1 has more than %2 columns in row %3, which no table of images has. Check that it is a table.",
                {displayName(file_), std::to_string(kMostColumns), std::to_string(rowEnds_.size() + 1)});
        rowBegins_ = row_.size();
        rowEnds_.push_back(row_.size());
    }
    void headings(std::vector<std::string> headings) {
        table_.headings_ = std::move(headings);
        table_.headed_ = true;
    }

    /// `count`: a first row of nothing but a whole number says how many there are.
    Table finish(bool mayBeginWithCount) {
        size_t first = 0;
        if (mayBeginWithCount && rowEnds_.size() > 1 && rowEnds_.front() == 1 && isWholeNumber(textOf(row_.front())))
            first = 1;
        size_t columns = table_.headings_.size();
        for (size_t row = first; row < rowEnds_.size(); ++row) columns = std::max(columns, lengthOf(row));
        // A heading less than there are cells: the first column, of names, has none (CelebA's list of attributes).
        const bool shortHead = mayBeginWithCount && rowEnds_.size() > first + 1 &&
                               lengthOf(first) + 1 == lengthOf(first + 1) && lengthOf(first + 1) == columns;
        if (shortHead) {
            std::vector<std::string> headings{""};
            for (size_t i = 0; i < lengthOf(first); ++i) headings.emplace_back(textOf(row_[beginOf(first) + i]));
            this->headings(std::move(headings));
            ++first;
        }
        table_.columns_ = columns;
        table_.cells_.reserve((rowEnds_.size() - first) * columns);
        for (size_t row = first; row < rowEnds_.size(); ++row) {
            const auto begin = row_.begin() + static_cast<std::ptrdiff_t>(beginOf(row));
            table_.cells_.insert(table_.cells_.end(), begin, begin + static_cast<std::ptrdiff_t>(lengthOf(row)));
            table_.cells_.resize(table_.cells_.size() + columns - lengthOf(row));
        }
        return std::move(table_);
    }

private:
    std::string_view textOf(const Table::Cell& cell) const {
        return std::string_view(table_.text_).substr(cell.begin, cell.length);
    }
    size_t beginOf(size_t row) const { return row == 0 ? 0 : rowEnds_[row - 1]; }
    size_t lengthOf(size_t row) const { return rowEnds_[row] - beginOf(row); }

    void take(const std::string& all, size_t begin, size_t end) {
        const std::string_view cell = trimmedCell(std::string_view(all).substr(begin, end - begin));
        row_.push_back({static_cast<uint32_t>(cell.data() - all.data()), static_cast<uint32_t>(cell.size())});
    }

    /// \returns where the line ends
    size_t spacedRow(const std::string& all, size_t at) {
        while (at < all.size() && all[at] != '\n' && all[at] != '\r') {
            if (isBlank(all[at])) {
                ++at;
                continue;
            }
            const size_t begin = at;
            while (at < all.size() && !isBlank(all[at]) && all[at] != '\n' && all[at] != '\r') ++at;
            take(all, begin, at);
        }
        return at;
    }

    /// Cells in quotes are brought together in place: "" is ", and the closing quote moves to the front.
    size_t separatedRow(std::string& all, size_t at, char separator, size_t& line) {
        for (;;) {
            size_t begin = at;
            while (begin < all.size() && isBlank(all[begin]) && all[begin] != separator) ++begin;
            if (begin < all.size() && all[begin] == '"') {
                at = quotedCell(all, begin, line);
                while (at < all.size() && all[at] != separator && all[at] != '\n' && all[at] != '\r') ++at;
            } else {
                begin = at;
                while (at < all.size() && all[at] != separator && all[at] != '\n' && all[at] != '\r') ++at;
                take(all, begin, at);
            }
            if (at >= all.size() || all[at] != separator) return at;
            ++at;
            if (at >= all.size()) {
                row_.push_back({});
                return at;
            }
        }
    }

    /// \returns the place behind the closing quote
    size_t quotedCell(std::string& all, size_t open, size_t& line) {
        const size_t openedAt = line;
        size_t to = open + 1;
        for (size_t at = open + 1; at < all.size(); ++at) {
            if (all[at] == '"') {
                if (at + 1 >= all.size() || all[at + 1] != '"') {
                    take(all, open + 1, to);
                    return at + 1;
                }
                ++at;
            }
            line += all[at] == '\n';
            all[to++] = all[at];
        }
        throw Error("table.quote", "The table %1 has a quote in line %2 that is never closed. Close it there.",
                    {displayName(file_), std::to_string(openedAt)});
    }

    const fs::path& file_;
    Table table_;
    std::vector<Table::Cell> row_;  ///< of all rows
    std::vector<size_t> rowEnds_;
    size_t rowBegins_ = 0;
};

namespace {

std::string textOfJson(const nlohmann::ordered_json& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return value.get<std::string>();
    return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

/// Each line is an object; what lies in an object within has the key "outer.inner".
void readJsonLines(std::string_view text, const fs::path& file, TableBuilder& builder) {
    std::vector<std::string> keys;
    std::map<std::string, size_t> columns;
    std::vector<std::string> row;
    const auto put = [&](const std::string& key, const nlohmann::ordered_json& value) {
        const auto [known, isNew] = columns.emplace(key, keys.size());
        if (isNew) keys.push_back(key);
        if (row.size() <= known->second) row.resize(known->second + 1);
        row[known->second] = textOfJson(value);
    };
    for (size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = trimmedCell(takeLine(text));
        if (line.empty()) continue;
        const nlohmann::ordered_json object = nlohmann::ordered_json::parse(line, nullptr, false);
        if (!object.is_object())
            throw Error("table.json",
                        "The table %1 has no JSON object in line %2. Each line must be one, such as {\"file_name\": "
                        "\"1.png\", \"label\": \"cat\"}.",
                        {displayName(file), std::to_string(number)});
        row.clear();
        for (const auto& [key, value] : object.items()) {
            if (!value.is_object()) put(key, value);
            else
                for (const auto& [inner, deep] : value.items()) put(std::string(key).append(".").append(inner), deep);
        }
        for (const std::string& cell : row) builder.appendCell(cell);
        builder.endRow();
    }
    builder.headings(std::move(keys));
}

}  // namespace

void Table::takeHeadings() {
    headings_.clear();
    for (size_t column = 0; column < columns_; ++column) headings_.emplace_back(cell(0, column));
    cells_.erase(cells_.begin(), cells_.begin() + static_cast<std::ptrdiff_t>(columns_));
    headed_ = true;
}

bool isTableName(std::string_view name) {
    static constexpr std::array<std::string_view, 6> kEndings{".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".txt"};
    const std::string small = lowered(name);
    return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
        return small.size() > ending.size() && small.ends_with(ending);
    });
}

bool beginsLikeTable(const fs::path& file) {
    std::string head(size_t{1} << 16, '\0');
    try {
        const FileHandle handle = openForReading(file);
        head.resize(readAt(handle, 0, std::span(reinterpret_cast<uint8_t*>(head.data()), head.size()), file));
    } catch (const Error&) {
        return false;
    }
    const bool whole = head.size() < size_t{1} << 16;
    head = textAsUtf8(std::move(head));
    const char separator = separatorOf(head).value_or(kSpaces);
    std::vector<size_t> lengths;
    std::string_view rest = head;
    while (!rest.empty() && lengths.size() < size_t{kLinesForSeparator}) {
        const std::string_view line = trimmedCell(takeLine(rest));
        if (line.empty() || (rest.empty() && !whole)) continue;  // the last one may have been cut
        size_t cells = 1;
        for (size_t i = 1; i < line.size(); ++i)
            cells += separator == kSpaces ? isBlank(line[i]) && !isBlank(line[i - 1]) : line[i] == separator;
        lengths.push_back(cells);
    }
    if (lengths.empty() || lengths.back() < 2) return false;
    // A count and headings may come first.
    const auto alike = std::count(lengths.begin(), lengths.end(), lengths.back());
    return alike + 2 >= std::ssize(lengths) && (alike >= 2 || lengths.size() == 1);
}

Table readTable(const fs::path& file) {
    int64_t bytes = 0;
    const FileHandle handle = openForReading(file, &bytes);
    if (bytes > kMostBytes)
        throw Error("table.large",
                    "The table %1 is %2 MB large; at most %3 MB are read. Leave out columns that nobody needs.",
                    {displayName(file), std::to_string(bytes >> 20), std::to_string(kMostBytes >> 20)});
    std::string text(static_cast<size_t>(bytes), '\0');
    text.resize(readAt(handle, 0, std::span(reinterpret_cast<uint8_t*>(text.data()), text.size()), file));
    text = textAsUtf8(std::move(text));

    TableBuilder builder(file);
    const std::string ending = endingOf(file);
    if (ending == ".jsonl" || ending == ".ndjson") {
        readJsonLines(text, file, builder);
        return builder.finish(false);
    }
    std::optional<char> separator;
    if (text.starts_with("sep=") && text.size() > 5) {  // as Excel writes it
        separator = text[4];
        text.erase(0, 5);
    }
    if (!separator && (ending == ".tsv" || ending == ".tab")) separator = '\t';
    if (!separator) separator = separatorOf(text);
    const bool isText = ending == ".txt";
    builder.separated(std::move(text), separator.value_or(isText ? kSpaces : ','));
    return builder.finish(isText);
}

}  // namespace zscape
