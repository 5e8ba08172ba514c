#include "engine/data/cache_format.h"

#include <cstddef>
#include <cstring>

namespace zscape {

namespace {

template <class Value>
void appendColumn(std::vector<uint8_t>& bytes, const std::vector<Value>& column) {
    const auto* raw = reinterpret_cast<const uint8_t*>(column.data());
    bytes.insert(bytes.end(), raw, raw + column.size() * sizeof(Value));
}

void appendText(std::vector<uint8_t>& bytes, const std::string& text) {
    const uint64_t length = text.size();
    const auto* raw = reinterpret_cast<const uint8_t*>(&length);
    bytes.insert(bytes.end(), raw, raw + sizeof length);
    bytes.insert(bytes.end(), text.begin(), text.end());
}

void appendTexts(std::vector<uint8_t>& bytes, const std::vector<std::string>& texts) {
    appendColumn(bytes, std::vector<uint64_t>{texts.size()});
    for (const std::string& text : texts) appendText(bytes, text);
}

/// What a set's files were found to be, by names: one that a file lacks was not counted when it was written.
constexpr const char *kTransparent = "transparent", *kAnimations = "animations";

std::map<std::string, int64_t> namedNumbersOf(const StoredValues& values) {
    std::map<std::string, int64_t> numbers;
    if (values.transparentPictures) numbers[kTransparent] = *values.transparentPictures;
    numbers[kAnimations] = values.animations;
    return numbers;
}

void takeNamedNumbers(const std::map<std::string, int64_t>& numbers, StoredValues& values) {
    if (const auto found = numbers.find(kTransparent); found != numbers.end())
        values.transparentPictures = found->second;
    if (const auto found = numbers.find(kAnimations); found != numbers.end()) values.animations = found->second;
}

void appendCounts(std::vector<uint8_t>& bytes, const std::map<std::string, int64_t>& counts) {
    for (const auto& [name, count] : counts) {
        appendText(bytes, name);
        appendColumn(bytes, std::vector<int64_t>{count});
    }
}

/// Reads what append... wrote, and notices when there is less of it.
class Unpacker {
public:
    explicit Unpacker(std::span<const uint8_t> bytes) : bytes_(bytes) {}

    template <class Value>
    const Value* column(uint64_t count) {
        if (failed_ || count > bytes_.size() / sizeof(Value)) {
            failed_ = true;
            return nullptr;
        }
        const auto* start = reinterpret_cast<const Value*>(bytes_.data());
        bytes_ = bytes_.subspan(count * sizeof(Value));
        return start;
    }
    uint64_t number() {
        uint64_t value = 0;
        if (const uint8_t* raw = column<uint8_t>(sizeof value)) std::memcpy(&value, raw, sizeof value);
        return value;
    }
    std::string_view text() {
        const uint64_t length = number();
        const uint8_t* raw = column<uint8_t>(length);
        return raw ? std::string_view(reinterpret_cast<const char*>(raw), length) : std::string_view();
    }
    std::vector<std::string> texts() {
        std::vector<std::string> result;
        for (uint64_t left = number(); left > 0 && !failed_; --left) result.emplace_back(text());
        return result;
    }
    std::map<std::string, int64_t> counts(uint64_t count) {
        std::map<std::string, int64_t> result;
        for (; count > 0 && !failed_; --count) {
            const std::string name(text());
            result[name] = static_cast<int64_t>(number());
        }
        return result;
    }
    bool failed() const { return failed_; }

private:
    std::span<const uint8_t> bytes_;
    bool failed_ = false;
};

bool viewTiles(Unpacker& unpacker, uint64_t rows, TileTable& tiles) {
    for (int* value : {&tiles.tiling.scale, &tiles.tiling.overlap, &tiles.tiling.emptyPercent})
        *value = static_cast<int>(unpacker.number());
    tiles.empty = static_cast<int64_t>(unpacker.number());
    const uint8_t* raw = unpacker.column<uint8_t>(rows * sizeof(TileTable::Place));
    if (unpacker.failed()) return false;
    tiles.places.resize(rows);
    std::memcpy(tiles.places.data(), raw, rows * sizeof(TileTable::Place));
    return true;
}

}  // namespace

uint64_t CacheHeader::ownHash() const {
    return Hash128::of(std::span(reinterpret_cast<const uint8_t*>(this), offsetof(CacheHeader, headerHash))).low;
}

std::vector<uint8_t> packTable(const CacheTable& table, Fit fit) {
    std::vector<uint8_t> bytes;
    appendColumn(bytes, table.nameEnds);
    appendColumn(bytes, table.pixelHashes);
    appendColumn(bytes, table.labels);
    appendColumn(bytes, table.baseOf);
    appendColumn(bytes, table.factors);
    appendColumn(bytes, table.sides);
    appendText(bytes, table.names);
    appendTexts(bytes, table.labelNames);
    appendTexts(bytes, table.factorNames);
    appendTexts(bytes, table.sources);
    appendTexts(bytes, table.bases);
    appendTexts(bytes, table.basePrefixes);
    appendText(bytes, table.fingerprint);
    appendColumn(bytes, std::vector<uint64_t>{table.unreadable.size()});
    for (const UnreadableFile& file : table.unreadable) {
        appendText(bytes, file.file.string());
        appendText(bytes, file.reason.code);
        appendText(bytes, file.reason.pattern);
        appendTexts(bytes, file.reason.arguments);
    }
    appendText(bytes, textOf(table.values.range));
    appendColumn(bytes, std::vector<int64_t>{table.values.notNumberPixels, table.values.notNumberPictures,
                                             std::ssize(table.pages)});
    appendColumn(bytes, table.pages);
    appendColumn(bytes, std::vector<int64_t>{table.values.damagedProfiles, std::ssize(table.values.converted)});
    appendCounts(bytes, table.values.converted);
    const std::map<std::string, int64_t> numbers = namedNumbersOf(table.values);
    appendColumn(bytes, std::vector<uint64_t>{numbers.size()});
    appendCounts(bytes, numbers);
    if (fit == Fit::Tiles) {
        const TileTable& tiles = table.tiles;
        appendColumn(bytes, std::vector<int64_t>{tiles.tiling.scale, tiles.tiling.overlap, tiles.tiling.emptyPercent,
                                                 tiles.empty});
        appendColumn(bytes, tiles.places);
    }
    return bytes;
}

bool viewTable(std::span<const uint8_t> bytes, const CacheHeader& header, TableView& view) {
    Unpacker unpacker(bytes);
    const int64_t count = header.count;
    const uint32_t factorCount = header.factorCount;
    const auto rows = static_cast<uint64_t>(count);
    view.nameEnds = unpacker.column<uint64_t>(rows);
    view.pixelHashes = unpacker.column<uint64_t>(rows * 2);
    view.labels = unpacker.column<int32_t>(rows);
    view.baseOf = unpacker.column<int32_t>(rows);
    view.factors = unpacker.column<float>(rows * factorCount);
    view.sides = unpacker.column<uint8_t>(rows);
    view.names = unpacker.text();
    view.labelNames = unpacker.texts();
    view.factorNames = unpacker.texts();
    view.sources = unpacker.texts();
    view.bases = unpacker.texts();
    view.basePrefixes = unpacker.texts();
    view.fingerprint = unpacker.text();
    for (uint64_t left = unpacker.number(); left > 0 && !unpacker.failed(); --left) {
        UnreadableFile file;
        file.file = std::string(unpacker.text());
        file.reason.code = unpacker.text();
        file.reason.pattern = unpacker.text();
        file.reason.arguments = unpacker.texts();
        view.unreadable.push_back(std::move(file));
    }
    if (header.version != CacheHeader::kWithoutValues) {
        const std::string range(unpacker.text());
        view.values.notNumberPixels = static_cast<int64_t>(unpacker.number());
        view.values.notNumberPictures = static_cast<int64_t>(unpacker.number());
        const uint64_t pages = unpacker.number();
        view.pages.resize(pages == 0 ? 0 : rows);
        const uint8_t* raw = unpacker.column<uint8_t>(view.pages.size() * sizeof(uint32_t));
        if (unpacker.failed() || (pages != 0 && pages != rows)) return false;
        if (pages != 0) std::memcpy(view.pages.data(), raw, view.pages.size() * sizeof(uint32_t));
        try {
            view.values.range = valueRangeFrom(range);
        } catch (const Error&) {
            return false;
        }
    }
    if (header.version > CacheHeader::kWithoutColours) {
        view.values.damagedProfiles = static_cast<int64_t>(unpacker.number());
        view.values.converted = unpacker.counts(unpacker.number());
    }
    if (header.version > CacheHeader::kWithoutNumbers)
        takeNamedNumbers(unpacker.counts(unpacker.number()), view.values);
    if (header.fit == static_cast<uint32_t>(Fit::Tiles) && !viewTiles(unpacker, rows, view.tiles)) return false;
    return !unpacker.failed() && view.factorNames.size() == factorCount &&
           (count == 0 || view.nameEnds[count - 1] == view.names.size());
}

}  // namespace zscape
