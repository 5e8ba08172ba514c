#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/heif_items.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace zscape {

namespace {

/// Reads the properties of one picture among the items.
class PrimaryPicture {
public:
    PrimaryPicture(const HeaderBytes& bytes, const HeifItems& items) : bytes_(bytes), items_(items) {}

    void read(ImageHeader& header) {
        readCoding();
        bool sized = false;
        items_.forEachProperty(items_.primary, [&](int64_t type, HeifPart property) {
            if (type == fourLetters("ispe")) {
                property.version();
                header.width = property.number(4);
                header.height = property.number(4);
                sized = true;
            } else if (type == fourLetters("clap") && sized) {
                crop(property, header);
            } else if (type == fourLetters("irot") && (property.number(1) & 1) != 0) {
                std::swap(header.width, header.height);
            } else if (type == fourLetters("pixi")) {
                property.version();
                const int64_t channels = property.number(1);
                if (channels >= 1) bits_ = property.number(1);
            }
        });
        if (bits_ < 1 || bits_ > 16) bytes_.fail();
        header.format = coding_ == fourLetters("av01") ? ImageFormat::Avif : ImageFormat::Heic;
        header.bitDepth = static_cast<int>(bits_);
        header.maximum = bits_ > 8 ? (1 << bits_) - 1 : 0;
        header.grey = chroma_ == 0;
        header.profiled = true;
        header.alpha = !items_.alphaItems().empty();
        header.premultiplied = header.alpha && items_.referenceFrom(items_.primary, fourLetters("prem")) != nullptr;
        header.samples = header.alpha ? 4 : header.grey ? 1 : 3;
        // The canvas of what is made of tiles; the largest picture that a codec decodes, and libheif's copy of it. Of
        // four pixels one, two or four of each colour, and all of transparency. Then what libheif makes of them.
        double held = static_cast<double>(header.width) * static_cast<double>(header.height), largest = 0;
        for (const int64_t item : items_.decoded()) {
            const auto [width, height] = items_.sizeOf(item);
            largest = std::max(largest, static_cast<double>(width) * static_cast<double>(height));
        }
        static constexpr std::array<double, 4> kPlanes{1, 1.5, 2, 3};
        const double planes = kPlanes[static_cast<size_t>(chroma_)] + (header.alpha ? 1 : 0), deep = bits_ > 8 ? 2 : 1;
        held = deep * (planes * (held + 2 * largest) + header.samples * held);
        header.heldBytes = static_cast<int64_t>(std::min(held, 1e15));
    }

private:
    /// A picture is coded itself, or made of others: iPhones' of tiles.
    void readCoding() {
        constexpr int kDeepest = 3;
        int64_t item = items_.primary;
        for (int i = 0; i < kDeepest; ++i) {
            const HeifReference* parts = items_.referenceFrom(item, fourLetters("dimg"));
            if (parts && !parts->to.empty()) item = parts->to[0];
        }
        coding_ = items_.typeOf(item);
        items_.forEachProperty(item, [&](int64_t type, HeifPart property) {
            if (type == fourLetters("hvcC")) {
                property.skip(16);
                chroma_ = property.number(1) & 3;
                bits_ = (property.number(1) & 7) + 8;
            } else if (type == fourLetters("av1C")) {
                property.skip(2);
                const int64_t flags = property.number(1);
                bits_ = (flags & 0x40) == 0 ? 8 : (flags & 0x20) != 0 ? 12 : 10;
                chroma_ = (flags & 0x10) != 0 ? 0 : (flags & 0x08) == 0 ? 3 : (flags & 0x04) == 0 ? 2 : 1;
            }
        });
    }

    /// Numerators and denominators of a width and a height: of what lies in the middle.
    void crop(HeifPart& property, ImageHeader& header) const {
        const int64_t width = property.number(4), widthBy = property.number(4), height = property.number(4),
                      heightBy = property.number(4);
        if (widthBy == 0 || heightBy == 0 || width / widthBy < 1 || height / heightBy < 1) bytes_.fail();
        header.width = std::min(header.width, width / widthBy);
        header.height = std::min(header.height, height / heightBy);
    }

    const HeaderBytes& bytes_;
    const HeifItems& items_;
    int64_t coding_ = 0, bits_ = 8, chroma_ = 1;
};

}  // namespace

void readHeifHeader(const HeaderBytes& bytes, ImageHeader& header, const std::filesystem::path& name) {
    bool film = false;
    const std::vector<uint8_t> meta = heifMeta(bytes, film);
    if (meta.empty() && film)
        throw Error("image.kind",
                    "%1 is a sequence of moving pictures without a still one, which is not read. Save its frames as "
                    "pictures first, for example: ffmpeg -i SEQUENCE frame-%05d.png",
                    {displayName(name)});
    if (meta.empty()) bytes.fail();
    const HeifItems items = heifItems(HeifPart(bytes, meta));
    if (items.primary < 0 || !items.types.contains(items.primary)) bytes.fail();
    PrimaryPicture(bytes, items).read(header);
}

}  // namespace zscape
