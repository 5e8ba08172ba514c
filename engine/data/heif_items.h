#pragma once

#include "engine/data/image_header_parts.h"

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace zscape {

/// Four letters as the boxes of the ISO base media file format have them.
constexpr int64_t fourLetters(const char (&letters)[5]) {
    int64_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(letters[i]);
    return value;
}

/// A part of a HEIC's or AVIF's description, read from its beginning to its end. What it lies in outlives it.
class HeifPart {
public:
    HeifPart(const HeaderBytes& file, std::span<const uint8_t> bytes) : file_(&file), bytes_(bytes) {}

    bool atEnd() const { return at_ >= bytes_.size(); }
    std::span<const uint8_t> rest() const { return bytes_.subspan(at_); }
    /// \throws Error "image.header" at the end, as the rest
    int64_t number(size_t count);
    void skip(size_t count);
    /// The box that begins here; its type is put into `type`.
    HeifPart box(int64_t& type);
    /// Of a full box: its version; flags are put into `flags`.
    int64_t version(int64_t& flags);
    int64_t version();

private:
    const HeaderBytes* file_;
    std::span<const uint8_t> bytes_;
    size_t at_ = 0;
};

struct HeifReference {
    int64_t type = 0, from = 0;
    std::vector<int64_t> to;
};

/// Where a part of an item lies.
struct HeifExtent {
    int64_t where = 0;  ///< 0: in the file, 1: in the description's own data
    int64_t offset = 0, length = 0;
};

/// What the box "meta" says.
struct HeifItems {
    int64_t primary = -1;
    std::map<int64_t, int64_t> types;
    std::vector<HeifReference> references;
    std::vector<std::pair<int64_t, HeifPart>> properties;
    std::map<int64_t, std::vector<size_t>> propertiesOf;  ///< indices into `properties`, in order
    std::map<int64_t, std::vector<HeifExtent>> places;
    std::span<const uint8_t> data;  ///< the description's own

    template <class Visit>
    void forEachProperty(int64_t item, const Visit& visit) const {
        const auto found = propertiesOf.find(item);
        if (found == propertiesOf.end()) return;
        for (const size_t index : found->second)
            if (index < properties.size()) visit(properties[index].first, properties[index].second);
    }
    int64_t typeOf(int64_t item) const;
    /// The first of this type; null where there is none.
    const HeifReference* referenceFrom(int64_t item, int64_t type) const;
    /// Width and height as the property "ispe" says; 0 without one.
    std::pair<int64_t, int64_t> sizeOf(int64_t item) const;
    /// Items that are the transparency of the primary one.
    std::vector<int64_t> alphaItems() const;
    /// The primary item, its transparency, and what both are made of: all that is decoded for the picture.
    std::vector<int64_t> decoded() const;
};

/// The box "meta" of a file, whole; empty where it has none. `film`: there is one for moving pictures.
std::vector<uint8_t> heifMeta(const HeaderBytes& bytes, bool& film);
/// \throws Error "image.header"
HeifItems heifItems(HeifPart meta);

/// Looks at what is coded before anybody decodes it, so that a small file cannot make a decoder hold more than its
/// header says: the pictures in the streams, and the canvas of tiles.
/// \throws Error "image.damaged" where they are larger
void checkHeifCoding(std::span<const uint8_t> bytes, ImageFormat format, const std::filesystem::path& name);

}  // namespace zscape
