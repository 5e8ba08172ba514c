#include "engine/data/damaged_picture.h"
#include "engine/data/heif_items.h"

#include <algorithm>
#include <vector>

namespace zscape {

namespace {

using CodedSize = std::pair<int64_t, int64_t>;

/// A picture is coded in whole blocks: so much may lie beyond its edges.
constexpr int64_t kBlock = 64;

/// Reads bits, the highest of each byte first; zeros behind the end.
class CodedBits {
public:
    explicit CodedBits(std::span<const uint8_t> bytes) : bytes_(bytes) {}

    uint64_t take(size_t count) {
        uint64_t value = 0;
        for (size_t i = 0; i < count; ++i, ++at_)
            value = value << 1 | (at_ / 8 < bytes_.size() ? bytes_[at_ / 8] >> (7 - at_ % 8) & 1 : 0);
        return value;
    }
    void skip(size_t count) { at_ += count; }
    /// As many zeros as the number has bits less one, and then the number less one (Exp-Golomb, and AV1's uvlc).
    int64_t exponential() {
        size_t zeros = 0;
        while (zeros < 32 && take(1) == 0) ++zeros;
        return zeros >= 32 ? INT64_MAX / 2 : static_cast<int64_t>((uint64_t{1} << zeros | take(zeros)) - 1);
    }

private:
    std::span<const uint8_t> bytes_;
    size_t at_ = 0;
};

/// Of a sequence parameter set of HEVC (ITU-T H.265, 7.3.2.2), its header's two bytes before it.
CodedSize sizeOfHevc(std::span<const uint8_t> unit) {
    constexpr size_t kEnough = 512;
    std::vector<uint8_t> plain;  // without the bytes that keep three zeros apart
    for (size_t i = 2, zeros = 0; i < unit.size() && plain.size() < kEnough; ++i) {
        const bool apart = zeros >= 2 && unit[i] == 3;
        zeros = unit[i] == 0 ? zeros + 1 : 0;
        if (!apart) plain.push_back(unit[i]);
    }
    CodedBits bits(plain);
    bits.skip(4);
    const uint64_t layers = bits.take(3);
    bits.skip(1 + 88 + 8);
    std::vector<std::pair<bool, bool>> present;
    for (uint64_t i = 0; i < layers; ++i) {
        const bool profile = bits.take(1) != 0;
        present.emplace_back(profile, bits.take(1) != 0);
    }
    if (layers > 0) bits.skip(2 * static_cast<size_t>(8 - layers));
    for (const auto& [profile, level] : present) bits.skip((profile ? 88u : 0u) + (level ? 8u : 0u));
    bits.exponential();
    if (bits.exponential() == 3) bits.skip(1);
    const int64_t width = bits.exponential();
    return {width, bits.exponential()};
}

/// Of a sequence header of AV1 (its specification, 5.5.1).
CodedSize sizeOfAv1(std::span<const uint8_t> header) {
    CodedBits bits(header);
    bits.skip(3 + 1);
    if (bits.take(1) != 0) {
        bits.skip(5);
    } else {
        bool model = false;
        size_t delayBits = 0;
        if (bits.take(1) != 0) {
            bits.skip(64);
            if (bits.take(1) != 0) bits.exponential();
            model = bits.take(1) != 0;
            if (model) {
                delayBits = static_cast<size_t>(bits.take(5)) + 1;
                bits.skip(32 + 5 + 5);
            }
        }
        const bool delays = bits.take(1) != 0;
        for (uint64_t left = bits.take(5) + 1; left > 0; --left) {
            bits.skip(12);
            if (bits.take(5) > 7) bits.skip(1);
            if (model && bits.take(1) != 0) bits.skip(2 * delayBits + 1);
            if (delays && bits.take(1) != 0) bits.skip(4);
        }
    }
    const auto widthBits = static_cast<size_t>(bits.take(4)) + 1, heightBits = static_cast<size_t>(bits.take(4)) + 1;
    const auto width = static_cast<int64_t>(bits.take(widthBits)) + 1;
    return {width, static_cast<int64_t>(bits.take(heightBits)) + 1};
}

/// Looks at one item's stream.
class CodedItem {
public:
    CodedItem(const HeaderBytes& file, const HeifItems& items, int64_t item)
        : file_(file),
          items_(items),
          item_(item),
          said_(items.sizeOf(item)) {}

    /// Whether nothing in it is larger than the item says to be.
    bool isAsSaid(std::span<const uint8_t> bytes) {
        const int64_t type = items_.typeOf(item_);
        if (type == fourLetters("hvc1")) return hevcIsAsSaid(bytes);
        if (type == fourLetters("av01")) return configurationIsAsSaid(fourLetters("av1C"), 4) && av1IsAsSaid(bytes);
        if (type == fourLetters("grid")) return canvasIsAsSaid(bytes, 4);
        if (type == fourLetters("iovl")) return canvasIsAsSaid(bytes, 10);
        return true;
    }

private:
    bool fits(const CodedSize& size) const {
        return size.first <= said_.first + kBlock && size.second <= said_.second + kBlock;
    }

    /// \param before bytes of version, flags, and what else stands before the width
    bool canvasIsAsSaid(std::span<const uint8_t> bytes, size_t before) const {
        HeifPart part(file_, bytes);
        part.skip(1);
        const size_t width = (part.number(1) & 1) != 0 ? 4 : 2;
        part.skip(before - 2);
        const int64_t across = part.number(width);
        return fits({across, part.number(width)});
    }

    bool hevcUnitIsAsSaid(std::span<const uint8_t> unit) const {
        constexpr int kSequenceParameters = 33;
        return unit.size() < 2 || (unit[0] >> 1 & 63) != kSequenceParameters || fits(sizeOfHevc(unit));
    }

    bool hevcIsAsSaid(std::span<const uint8_t> bytes) {
        size_t lengthBytes = 4;
        bool asSaid = true;
        items_.forEachProperty(item_, [&](int64_t type, HeifPart property) {
            if (type != fourLetters("hvcC")) return;
            property.skip(21);
            lengthBytes = static_cast<size_t>(property.number(1) & 3) + 1;
            for (int64_t arrays = property.number(1); arrays > 0; --arrays) {
                property.skip(1);
                for (int64_t units = property.number(2); units > 0; --units) {
                    const auto length = static_cast<size_t>(property.number(2));
                    const std::span<const uint8_t> unit = property.rest();
                    property.skip(length);
                    asSaid = asSaid && hevcUnitIsAsSaid(unit.first(length));
                }
            }
        });
        HeifPart part(file_, bytes);
        while (asSaid && part.rest().size() > lengthBytes) {
            const auto length = static_cast<size_t>(part.number(lengthBytes));
            const std::span<const uint8_t> unit = part.rest();
            if (length > unit.size()) break;  // cut off: that is the decoder's to say
            part.skip(length);
            asSaid = hevcUnitIsAsSaid(unit.first(length));
        }
        return asSaid;
    }

    bool configurationIsAsSaid(int64_t kind, size_t before) {
        bool asSaid = true;
        items_.forEachProperty(item_, [&](int64_t type, HeifPart property) {
            if (type != kind) return;
            property.skip(before);
            asSaid = asSaid && av1IsAsSaid(property.rest());
        });
        return asSaid;
    }

    bool av1IsAsSaid(std::span<const uint8_t> bytes) const {
        constexpr int kSequenceHeader = 1;
        while (!bytes.empty()) {
            const uint8_t head = bytes[0];
            size_t at = (head & 4) != 0 ? 2 : 1, length = 0;
            if ((head & 2) != 0) {
                for (size_t i = 0; i < 8 && at < bytes.size(); ++i, ++at) {
                    length |= size_t{bytes[at] & 127u} << (7 * i);
                    if ((bytes[at] & 128) == 0) break;
                }
                ++at;
            } else {
                length = bytes.size() - std::min(at, bytes.size());
            }
            if (at > bytes.size()) break;
            const std::span<const uint8_t> unit = bytes.subspan(at, std::min(length, bytes.size() - at));
            if ((head >> 3 & 15) == kSequenceHeader && !fits(sizeOfAv1(unit))) return false;
            bytes = bytes.subspan(at + unit.size());
        }
        return true;
    }

    const HeaderBytes& file_;
    const HeifItems& items_;
    const int64_t item_;
    const CodedSize said_;
};

/// An item's bytes, which may lie in pieces. Each byte of a file once: else a few extents would make any amount.
std::vector<uint8_t> bytesOfItem(const HeaderBytes& file, std::span<const uint8_t> all, const HeifItems& items,
                                 int64_t item) {
    std::vector<uint8_t> bytes;
    const auto found = items.places.find(item);
    if (found == items.places.end()) return bytes;
    for (const HeifExtent& extent : found->second) {
        const std::span<const uint8_t> from = extent.where == 1 ? items.data : all;
        const auto size = static_cast<int64_t>(from.size());
        if (extent.where > 1 || extent.offset < 0 || extent.offset > size || extent.length < 0 ||
            extent.length > size - extent.offset)
            file.fail();
        // A length of 0 goes to the end.
        const int64_t length = extent.length == 0 ? size - extent.offset : extent.length;
        if (static_cast<int64_t>(bytes.size()) + length > std::max<int64_t>(size, 1)) file.fail();
        const auto part = from.subspan(static_cast<size_t>(extent.offset), static_cast<size_t>(length));
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
}

}  // namespace

namespace {

bool hasSecondMeta(std::span<const uint8_t> bytes) {
    int found = 0;
    while (bytes.size() >= 8) {
        const auto number = [&](size_t at, size_t count) {
            uint64_t value = 0;
            for (size_t i = 0; i < count; ++i) value = value << 8 | bytes[at + i];
            return value;
        };
        uint64_t length = number(0, 4);
        found += static_cast<int64_t>(number(4, 4)) == fourLetters("meta") ? 1 : 0;
        if (length == 1 && bytes.size() >= 16) length = number(8, 8);
        if (length < 8 || length >= bytes.size()) break;
        bytes = bytes.subspan(static_cast<size_t>(length));
    }
    return found > 1;
}

bool isMadeOfOthers(int64_t type) {
    return type == fourLetters("grid") || type == fourLetters("iovl") || type == fourLetters("iden");
}

/// Whether what an item is made of are pictures, and no more of them than its size has room for: each is decoded.
bool partsAreAsSaid(const HeifItems& items, int64_t item) {
    constexpr double kMostLayers = 16;
    const HeifReference* parts = items.referenceFrom(item, fourLetters("dimg"));
    const int64_t type = items.typeOf(item);
    if (!isMadeOfOthers(type)) return true;
    if (!parts) return false;
    double area = 0, widest = 0, highest = 0;
    for (const int64_t part : parts->to) {
        const int64_t of = items.typeOf(part);
        if (isMadeOfOthers(of) && (type != fourLetters("iden") || of == fourLetters("iden"))) return false;
        const auto [width, height] = items.sizeOf(part);
        area += static_cast<double>(width) * static_cast<double>(height);
        widest = std::max(widest, static_cast<double>(width));
        highest = std::max(highest, static_cast<double>(height));
    }
    const auto [width, height] = items.sizeOf(item);
    const double room = (static_cast<double>(width) + widest) * (static_cast<double>(height) + highest);
    return area <= (type == fourLetters("iovl") ? kMostLayers : 1) * room;
}

}  // namespace

void checkHeifCoding(std::span<const uint8_t> bytes, ImageFormat format, const std::filesystem::path& name) {
    const ByteReader read = readerOf(bytes);
    HeaderBytes file(read, name);
    file.setFormat(format);
    bool film = false;
    const std::vector<uint8_t> meta = heifMeta(file, film);
    // libheif takes the last of two.
    if (hasSecondMeta(bytes)) file.fail();
    const HeifItems items = heifItems(HeifPart(file, meta));
    for (const int64_t item : items.decoded())
        if (!partsAreAsSaid(items, item) ||
            !CodedItem(file, items, item).isAsSaid(bytesOfItem(file, bytes, items, item)))
            throwDamaged(name, format, "it says two different sizes");
}

}  // namespace zscape
