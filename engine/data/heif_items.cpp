#include "engine/data/heif_items.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace zscape {

namespace {

/// A box that describes pictures is small; one that claims more is not read.
constexpr int64_t kMetaLimit = 2 << 20;
/// Of one item; a dozen is many.
constexpr size_t kMostProperties = 256;
/// Of one item, as libheif takes it.
constexpr int64_t kMostExtents = 32;

void readItemTypes(HeifPart part, HeifItems& items) {
    const int64_t version = part.version();
    part.skip(version == 0 ? 2 : 4);  // how many there are
    while (!part.atEnd()) {
        int64_t type = 0;
        HeifPart entry = part.box(type);
        if (type != fourLetters("infe")) continue;
        const int64_t entryVersion = entry.version();
        if (entryVersion < 2) continue;
        const int64_t id = entry.number(entryVersion == 2 ? 2 : 4);
        entry.skip(2);  // protection: what is encrypted is found when it is decoded
        // Of two entries one is not what is decoded.
        if (!items.types.emplace(id, entry.number(4)).second) entry.skip(SIZE_MAX);
    }
}

void readReferences(HeifPart part, HeifItems& items) {
    const size_t width = part.version() == 0 ? 2 : 4;
    while (!part.atEnd()) {
        HeifReference reference;
        HeifPart box = part.box(reference.type);
        reference.from = box.number(width);
        for (int64_t left = box.number(2); left > 0; --left) reference.to.push_back(box.number(width));
        items.references.push_back(std::move(reference));
    }
}

void readProperties(HeifPart part, HeifItems& items) {
    while (!part.atEnd()) {
        int64_t type = 0;
        HeifPart box = part.box(type);
        if (type == fourLetters("ipco")) {
            while (!box.atEnd()) {
                int64_t kind = 0;
                const HeifPart property = box.box(kind);
                items.properties.emplace_back(kind, property);
            }
        } else if (type == fourLetters("ipma")) {
            int64_t flags = 0;
            const int64_t version = box.version(flags);
            for (int64_t left = box.number(4); left > 0; --left) {
                std::vector<size_t>& of = items.propertiesOf[box.number(version < 1 ? 2 : 4)];
                for (int64_t more = box.number(1); more > 0; --more) {
                    const int64_t index = (flags & 1) != 0 ? box.number(2) & 0x7FFF : box.number(1) & 0x7F;
                    if (index > 0 && of.size() < kMostProperties) of.push_back(static_cast<size_t>(index - 1));
                }
            }
        }
    }
}

void readPlaces(HeifPart part, HeifItems& items) {
    const int64_t version = part.version();
    const int64_t widths = part.number(2);
    const auto width = [&](int shift) { return static_cast<size_t>(widths >> shift & 15); };
    const size_t offsetWidth = width(12), lengthWidth = width(8), baseWidth = width(4),
                 indexWidth = version > 0 ? width(0) : 0;
    if (std::max({offsetWidth, lengthWidth, baseWidth, indexWidth}) > 8) part.skip(SIZE_MAX);
    for (int64_t left = part.number(version < 2 ? 2 : 4); left > 0; --left) {
        std::vector<HeifExtent>& of = items.places[part.number(version < 2 ? 2 : 4)];
        if (!of.empty()) part.skip(SIZE_MAX);
        const int64_t where = version > 0 ? part.number(2) & 15 : 0;
        part.skip(2);  // another file's number, which libheif does not follow
        const int64_t base = part.number(baseWidth), count = part.number(2);
        if (count > kMostExtents) part.skip(SIZE_MAX);
        for (int64_t i = 0; i < count; ++i) {
            part.skip(indexWidth);
            const int64_t offset = part.number(offsetWidth);
            of.push_back({where, static_cast<int64_t>(static_cast<uint64_t>(base) + static_cast<uint64_t>(offset)),
                          part.number(lengthWidth)});
        }
    }
}

}  // namespace

int64_t HeifPart::number(size_t count) {
    if (bytes_.size() - at_ < count) file_->fail();
    uint64_t value = 0;
    for (size_t i = 0; i < count; ++i) value = value << 8 | bytes_[at_++];
    return static_cast<int64_t>(value);
}

void HeifPart::skip(size_t count) {
    if (bytes_.size() - at_ < count) file_->fail();
    at_ += count;
}

HeifPart HeifPart::box(int64_t& type) {
    const size_t begin = at_;
    int64_t length = number(4);
    type = number(4);
    if (length == 1) length = number(8);
    if (length == 0) length = static_cast<int64_t>(bytes_.size() - begin);  // to the end
    const size_t head = at_ - begin;
    if (length < static_cast<int64_t>(head) || length > static_cast<int64_t>(bytes_.size() - begin)) file_->fail();
    const HeifPart content(*file_, bytes_.subspan(at_, static_cast<size_t>(length) - head));
    at_ = begin + static_cast<size_t>(length);
    return content;
}

int64_t HeifPart::version(int64_t& flags) {
    const int64_t version = number(1);
    flags = number(3);
    return version;
}

int64_t HeifPart::version() {
    int64_t flags = 0;
    return version(flags);
}

int64_t HeifItems::typeOf(int64_t item) const {
    const auto found = types.find(item);
    return found == types.end() ? 0 : found->second;
}

const HeifReference* HeifItems::referenceFrom(int64_t item, int64_t type) const {
    for (const HeifReference& reference : references)
        if (reference.from == item && reference.type == type) return &reference;
    return nullptr;
}

std::pair<int64_t, int64_t> HeifItems::sizeOf(int64_t item) const {
    std::pair<int64_t, int64_t> size{0, 0};
    forEachProperty(item, [&](int64_t type, HeifPart property) {
        if (type != fourLetters("ispe")) return;
        property.version();
        size.first = std::max(size.first, property.number(4));
        size.second = std::max(size.second, property.number(4));
    });
    return size;
}

std::vector<int64_t> HeifItems::alphaItems() const {
    std::vector<int64_t> items;
    for (const HeifReference& reference : references) {
        if (reference.type != fourLetters("auxl") ||
            std::find(reference.to.begin(), reference.to.end(), primary) == reference.to.end())
            continue;
        bool alpha = false;
        forEachProperty(reference.from, [&](int64_t type, HeifPart property) {
            if (type != fourLetters("auxC")) return;
            property.version();
            const std::span<const uint8_t> raw = property.rest();
            const std::string_view urn(reinterpret_cast<const char*>(raw.data()), raw.size());
            for (const std::string_view known : {"urn:mpeg:avc:2015:auxid:1", "urn:mpeg:hevc:2015:auxid:1",
                                                 "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"})
                alpha = alpha || urn.substr(0, urn.find('\0')) == known;
        });
        if (alpha) items.push_back(reference.from);
    }
    return items;
}

std::vector<int64_t> HeifItems::decoded() const {
    std::map<int64_t, std::vector<int64_t>> parts;
    for (const HeifReference& reference : references)
        if (reference.type == fourLetters("dimg"))
            parts[reference.from].insert(parts[reference.from].end(), reference.to.begin(), reference.to.end());
    std::vector<int64_t> items = alphaItems();
    items.push_back(primary);
    std::set<int64_t> seen(items.begin(), items.end());
    for (size_t i = 0; i < items.size(); ++i) {
        const auto found = parts.find(items[i]);
        if (found == parts.end()) continue;
        for (const int64_t part : found->second)
            if (seen.insert(part).second) items.push_back(part);
    }
    return items;
}

std::vector<uint8_t> heifMeta(const HeaderBytes& bytes, bool& film) {
    for (int64_t at = 0; !bytes.exhausted();) {
        std::array<uint8_t, 8> head{};
        if (bytes.some(at, head) != head.size()) break;
        int64_t length = bytes.big(at, 4), content = at + 8;
        const int64_t type = bytes.big(at + 4, 4);
        if (length == 1) {
            length = bytes.big(at + 8, 8);
            content += 8;
        }
        film = film || type == fourLetters("moov");
        if (type == fourLetters("meta")) {
            const int64_t inside = length - (content - at);
            if (inside < 4 || inside > kMetaLimit) bytes.fail();
            std::vector<uint8_t> meta(static_cast<size_t>(inside));
            bytes.all(content, meta);
            return meta;
        }
        if (length == 0) break;  // the rest of the file
        if (length < content - at || length > (int64_t{1} << 60) - at) bytes.fail();
        at += length;
    }
    return {};
}

HeifItems heifItems(HeifPart meta) {
    HeifItems items;
    meta.version();
    std::set<int64_t> seen;
    while (!meta.atEnd()) {
        int64_t type = 0;
        HeifPart box = meta.box(type);
        // Of two descriptions one is not what is decoded.
        if (!seen.insert(type).second && type != fourLetters("free")) meta.skip(SIZE_MAX);
        if (type == fourLetters("pitm")) items.primary = box.version() == 0 ? box.number(2) : box.number(4);
        else if (type == fourLetters("iinf")) readItemTypes(box, items);
        else if (type == fourLetters("iref")) readReferences(box, items);
        else if (type == fourLetters("iprp")) readProperties(box, items);
        else if (type == fourLetters("iloc")) readPlaces(box, items);
        else if (type == fourLetters("idat")) items.data = box.rest();
    }
    return items;
}

}  // namespace zscape
