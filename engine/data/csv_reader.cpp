#include "engine/core/paths.h"
#include "engine/data/csv_rows.h"
#include "engine/data/folder_names.h"
#include "engine/data/forward_stream.h"
#include "engine/data/natural_order.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// How much tells what a file is: two rows of as many numbers as pictures have that are kept so.
constexpr size_t kCsvReach = 1 << 20;
constexpr size_t kLongestRow = 32 << 20;
constexpr size_t kFewestPixels = 64;
/// Rows that are no pictures: more of them than of pictures, and it is another table.
constexpr int64_t kMostBadRows = 10'000;
constexpr size_t kMostWords = 65'536;

bool isNumberCell(std::string_view cell) {
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return !cell.empty() && end == cell.data() + cell.size() && error == std::errc();
}

bool isCsvGzip(const fs::path& file) {
    std::array<uint8_t, 2> magic{};
    return readAt(openForReading(file), 0, magic, file) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
}

/// How it begins, and where its text does: behind a byte order mark.
struct CsvStart {
    std::vector<uint8_t> bytes;
    size_t text = 0;
    bool whole = false;  ///< there is no more of it

    /// The line with this number, from 0 on; nothing where it is not there to its end.
    std::optional<std::string_view> line(int number) const {
        std::string_view rest(reinterpret_cast<const char*>(bytes.data()) + text, bytes.size() - text);
        for (;; --number) {
            const size_t end = rest.find('\n');
            if (end == std::string_view::npos && (!whole || number > 0 || rest.empty())) return std::nullopt;
            if (number == 0) return rest.substr(0, end);
            rest.remove_prefix(end + 1);
        }
    }
};

CsvStart startOf(const fs::path& file) {
    CsvStart start{firstBytes(file, kCsvReach), 0, false};
    start.whole = start.bytes.size() < kCsvReach;
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    const std::string_view bytes(reinterpret_cast<const char*>(start.bytes.data()), start.bytes.size());
    if (bytes.starts_with(kMark)) start.text = kMark.size();
    return start;
}

std::vector<std::string> cellsOf(std::string_view line, char separator) {
    std::vector<std::string> cells;
    CsvCells reader(line, separator);
    for (std::string_view cell; reader.next(cell);) cells.emplace_back(cell);
    return cells;
}

char separatorOf(std::string_view line) {
    char best = ',';
    std::ptrdiff_t most = 0;
    for (const char c : {',', ';', '\t', '|'})
        if (const std::ptrdiff_t count = std::count(line.begin(), line.end(), c); count > most) {
            most = count;
            best = c;
        }
    return best;
}

/// The first two lines: headings, or numbers already.
struct CsvHead {
    char separator = ',';
    std::vector<std::string> headings;  ///< empty: there are none
    std::vector<std::string> first;     ///< the cells of the first row of numbers
};

std::optional<CsvHead> headOf(const CsvStart& start) {
    const std::optional<std::string_view> line = start.line(0);
    if (!line) return std::nullopt;
    CsvHead head;
    head.separator = separatorOf(*line);
    head.first = cellsOf(*line, head.separator);
    const auto words = std::count_if(head.first.begin(), head.first.end(),
                                     [](const std::string& cell) { return !isNumberCell(cell); });
    if (words <= 1) return head;  // a label may be a word
    head.headings = std::move(head.first);
    const std::optional<std::string_view> second = start.line(1);
    if (!second) return std::nullopt;
    head.first = cellsOf(*second, head.separator);
    return head;
}

std::string smallHeading(const std::string& heading) { return lowered(heading); }

/// "pixel17" -> "pixel", "3x28" -> "x": what the headings of pixels have in common.
std::string stemOf(const std::string& heading) {
    std::string stem;
    for (const char c : smallHeading(heading))
        if (c < '0' || c > '9') stem += c;
    return stem;
}

/// The side of the square that so many pixels are, in how many colours; 0 where they are none.
struct CsvSquare {
    int64_t side = 0, channels = 1;
};
CsvSquare squareOf(int64_t pixels) {
    for (const int64_t channels : {1, 3}) {
        const auto side =
            static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(pixels) / static_cast<double>(channels))));
        if (side * side * channels == pixels && side * side >= static_cast<int64_t>(kFewestPixels))
            return {side, channels};
    }
    return {};
}

/// Of a table with all pixels of a picture in one cell, as FER2013's is (Goodfellow et al. 2013): emotion, pixels,
/// Usage.
std::optional<CsvColumns> columnsOfLists(const CsvHead& head) {
    using Kind = CsvColumns::Kind;
    CsvColumns columns{std::vector<Kind>(head.first.size(), Kind::Aside), head.separator, !head.headings.empty(), 0};
    const std::set<std::string> labels{"label", "labels", "class", "y", "target", "emotion"},
        sides{"usage", "split", "set", "subset", "partition"};
    for (size_t i = 0; i < columns.kinds.size(); ++i) {
        const auto numbers = static_cast<int64_t>(numbersInCell(head.first[i]));
        const std::string heading = i < head.headings.size() ? smallHeading(head.headings[i]) : std::string();
        if (numbers >= static_cast<int64_t>(kFewestPixels) && columns.pixels == 0) {
            columns.kinds[i] = Kind::Pixels;
            columns.pixels = numbers;
        } else if (labels.contains(heading) && !columns.hasLabel()) {
            columns.kinds[i] = Kind::Label;
        } else if (sides.contains(heading) && !columns.has(Kind::Side)) {
            columns.kinds[i] = Kind::Side;
        }
    }
    return columns.pixels > 0 ? std::optional(columns) : std::nullopt;
}

/// The part that a cell names: of FER2013 "Training", "PublicTest", on which it was tuned, and "PrivateTest".
std::string partNamed(std::string_view text) {
    const std::string small = lowered(text);
    if (small == "publictest") return "val";
    if (small == "privatetest") return "test";
    const std::optional<Side> side = sideNamed(small);
    return !side ? "image" : *side == Side::Train ? "train" : *side == Side::Test ? "test" : "val";
}

Error noSquare(const fs::path& file, int64_t pixels) {
    return Error("csv.columns",
                 "%1 has %2 numbers in the cell of each picture's pixels. Pictures have as many as a square has pixels "
                 "(2304 are 48 x 48), or three times as many for colours.",
                 {displayName(file), std::to_string(pixels)});
}

/// \throws Error "csv.columns"
CsvColumns columnsOf(const CsvHead& head, const fs::path& file) {
    using Kind = CsvColumns::Kind;
    if (const std::optional<CsvColumns> lists = columnsOfLists(head)) {
        if (squareOf(lists->pixels).side == 0) throw noSquare(file, lists->pixels);
        return *lists;
    }
    CsvColumns columns{std::vector<Kind>(head.first.size(), Kind::Pixel), head.separator, !head.headings.empty(), 0};
    const std::set<std::string> labels{"label", "labels", "class", "y", "target"},
        numbers{"", "id", "index", "unnamed: 0"};
    if (head.headings.size() == columns.kinds.size()) {
        for (size_t i = 0; i < columns.kinds.size(); ++i) {
            const std::string heading = smallHeading(head.headings[i]);
            if (labels.contains(heading)) columns.kinds[i] = columns.hasLabel() ? Kind::Aside : Kind::Label;
            else if (numbers.contains(heading)) columns.kinds[i] = Kind::Aside;
        }
    }
    const auto pixels = [&] { return std::count(columns.kinds.begin(), columns.kinds.end(), Kind::Pixel); };
    if (squareOf(pixels()).side == 0 && !columns.hasLabel() && pixels() > 2) {
        // The one column too many: the first, or the last where the first's heading is like the next one's.
        const auto first = std::find(columns.kinds.begin(), columns.kinds.end(), Kind::Pixel),
                   second = std::find(first + 1, columns.kinds.end(), Kind::Pixel);
        const auto heading = [&](auto at) {
            return stemOf(head.headings[static_cast<size_t>(at - columns.kinds.begin())]);
        };
        const bool last = head.headings.size() == columns.kinds.size() && heading(first) == heading(second);
        (last ? columns.kinds.back() : *first) = Kind::Label;
    }
    columns.pixels = pixels();
    const bool matches = !columns.headed || head.headings.size() == columns.kinds.size();
    if (squareOf(columns.pixels).side == 0 || !matches)
        throw Error(
            "csv.columns",
            "%1 has %2 columns under %3 headings. Pictures have as many columns of numbers as a square has pixels "
            "(784 are 28 x 28), or three times as many for colours, and may have one more that is called label.",
            {displayName(file), std::to_string(columns.kinds.size()), std::to_string(head.headings.size())});
    return columns;
}

/// Labels as they come; a number for each text until it is known whether all are numbers.
class CsvLabels {
public:
    explicit CsvLabels(const fs::path& file) : file_(file) {}
    void add(std::string_view text) {
        if (text.empty()) {
            labels_.push_back(kNoLabel);
            return;
        }
        const auto [known, isNew] = numbers_.try_emplace(std::string(text), std::ssize(numbers_));
        if (isNew && numbers_.size() > kMostWords)
            throw Error("label.many", "%1 has more than %2 different labels, which are not told apart.",
                        {displayName(file_), std::to_string(kMostWords)});
        labels_.push_back(known->second);
    }
    /// By number where all are whole ("5", "5.0"); else indices into the words, in natural order.
    void giveTo(ArrayFile& array) {
        std::vector<int64_t> becomes(numbers_.size());
        bool whole = true;
        for (const auto& [text, number] : numbers_) {
            double value = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            whole = whole && error == std::errc() && end == text.data() + text.size() && value == std::floor(value) &&
                    std::abs(value) < 9e15;
            if (whole) becomes[static_cast<size_t>(number)] = static_cast<int64_t>(value);
        }
        if (!whole) {
            for (const auto& [text, number] : numbers_) array.labelNames.push_back(text);
            std::sort(array.labelNames.begin(), array.labelNames.end(), naturalLess);
            for (size_t i = 0; i < array.labelNames.size(); ++i)
                becomes[static_cast<size_t>(numbers_.at(array.labelNames[i]))] = static_cast<int64_t>(i);
            for (std::string& name : array.labelNames) name = validUtf8(name);
        }
        for (int64_t& label : labels_)
            if (label != kNoLabel) label = becomes[static_cast<size_t>(label)];
        array.labels = std::move(labels_);
    }

private:
    const fs::path& file_;
    std::unordered_map<std::string, int64_t> numbers_;
    std::vector<int64_t> labels_;
};

/// Calls `visit` with each line that is not blank. A line that is longer than any row of pixels comes empty.
void visitLines(const fs::path& file, size_t begin, const std::stop_token& stop,
                const std::function<void(std::string_view line, const CsvPlace& place)>& visit) {
    const std::unique_ptr<ForwardStream> stream = openGzip(file);
    std::vector<uint8_t> buffer(1 << 20);
    stream->read(std::span(buffer).first(begin));
    size_t held = 0;
    CsvPlace place{static_cast<int64_t>(begin), 0, 1};
    bool tooLong = false;
    const auto give = [&](std::string_view line, size_t bytes) {
        const bool blank =
            std::all_of(line.begin(), line.end(), [](char c) { return c == ' ' || c == '\r' || c == '\t'; });
        place.bytes = tooLong ? 0 : static_cast<uint32_t>(line.size());
        if (tooLong || !blank) visit(tooLong ? std::string_view() : line, place);
        place.offset += static_cast<int64_t>(bytes);
        ++place.line;
        tooLong = false;
    };
    for (bool more = true; more;) {
        if (stop.stop_requested()) throw Cancelled();
        const size_t wanted = buffer.size() - held, got = stream->read(std::span(buffer).subspan(held));
        more = got == wanted;
        const std::string_view text(reinterpret_cast<const char*>(buffer.data()), held + got);
        size_t at = 0;
        for (size_t end = text.find('\n', held); end != std::string_view::npos; end = text.find('\n', at)) {
            give(text.substr(at, end - at), end + 1 - at);
            at = end + 1;
        }
        held = text.size() - at;
        if (!more && (held > 0 || tooLong)) give(text.substr(at), held);
        std::copy(buffer.begin() + static_cast<std::ptrdiff_t>(at),
                  buffer.begin() + static_cast<std::ptrdiff_t>(at + held), buffer.begin());
        if (held == buffer.size() && held >= kLongestRow) {
            tooLong = true;
            place.offset += static_cast<int64_t>(held);
            held = 0;
        } else if (held == buffer.size()) {
            buffer.resize(2 * buffer.size());
        }
    }
}

}  // namespace

bool isCsvOfPixels(const fs::path& file) {
    std::string name = lowered(file.filename().string());
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    if (!name.ends_with(".csv") && !name.ends_with(".tsv")) return false;
    try {
        const std::optional<CsvHead> head = headOf(startOf(file));
        if (!head) return false;
        if (columnsOfLists(*head)) return true;
        const auto numbers = static_cast<size_t>(std::count_if(head->first.begin(), head->first.end(), isNumberCell));
        constexpr size_t kMostBeside = 3;  // a label, a number of the row, a name
        return numbers >= kFewestPixels && numbers + kMostBeside >= head->first.size();
    } catch (const Error&) {
        return false;
    }
}

std::vector<ArrayFile> openCsv(const fs::path& file, const std::stop_token& stop) {
    const CsvStart start = startOf(file);
    const std::optional<CsvHead> head = headOf(start);
    if (!head) throw Error("csv.columns", "%1 is empty or cut off. Copy it again.", {displayName(file)});
    ArrayFile array;
    array.file = file;
    array.stamp = stampOf(file);
    array.compressed = isCsvGzip(file);
    array.isNpy = true;
    const CsvColumns columns = columnsOf(*head, file);
    std::vector<CsvPlace> places;
    std::vector<std::string> partOfRow;  // where a column says it
    CsvLabels labels(file);
    std::vector<double> numbers;
    bool areBytes = true, headings = columns.headed;
    int64_t bad = 0;
    visitLines(file, start.text, stop, [&](std::string_view line, const CsvPlace& place) {
        if (headings) {
            headings = false;
            return;
        }
        const CsvRow row = readCsvRow(line, columns, numbers);
        const bool good = row.state == CsvRow::State::Good;
        areBytes = areBytes && (!good || row.areBytes);
        if (columns.hasLabel()) labels.add(good ? row.label : std::string_view());
        if (columns.has(CsvColumns::Kind::Side)) partOfRow.push_back(partNamed(row.side));
        places.push_back(place);
        bad += good ? 0 : 1;
        if (std::ssize(places) > kMostPictures || (bad > kMostBadRows && 2 * bad > std::ssize(places)))
            throw Error("csv.rows",
                        "%1 is no table of pictures: of its first %2 rows %3 are none. Each has %4 columns of numbers.",
                        {displayName(file), std::to_string(places.size()), std::to_string(bad),
                         std::to_string(columns.kinds.size())});
    });
    array.type = areBytes ? NumberType{NumberType::Kind::Whole, 1} : NumberType{NumberType::Kind::Floating, 8, true};
    if (places.empty()) throw Error("csv.columns", "%1 has headings and no rows. Copy it again.", {displayName(file)});
    if (columns.hasLabel()) labels.giveTo(array);
    std::vector<ArrayFile> parts;
    // In the order of their sides; what has no word of a side is not known to be of any.
    for (const char* part : {"train", "val", "test", "image"}) {
        ArrayFile own = array;
        std::vector<CsvPlace> rows;
        own.labels.clear();
        for (size_t i = 0; i < places.size(); ++i) {
            if ((partOfRow.empty() ? "image" : partOfRow[i]) != std::string_view(part)) continue;
            rows.push_back(places[i]);
            if (columns.hasLabel()) own.labels.push_back(array.labels[i]);
        }
        if (rows.empty()) continue;
        if (!partOfRow.empty()) own.part = part;
        const CsvSquare square = squareOf(columns.pixels);
        takeShape(own, {std::ssize(rows), square.channels, square.side, square.side}, false, file, "NCHW");
        own.shape.clear();  // it is none of the file's
        own.axesChosen = false;
        own.rows = rowsOfCsv(file, own.compressed, columns, std::move(rows), own.type);
        parts.push_back(std::move(own));
    }
    return parts;
}

}  // namespace zscape
