#pragma once

#include "engine/core/error.h"
#include "engine/core/picture.h"
#include "engine/data/attribute.h"
#include "engine/data/import_report.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace zscape {

/// Which side of a split an image is on. Test images are neither trained on nor followed.
enum class Side : uint8_t { Train, HeldOut, Test };

/// Where ImageSet::read() puts what it reads: the caller's memory.
struct PixelRows {
    std::span<uint8_t> pixels;     ///< N x H x W x C, 0 to 255
    std::span<uint8_t> mask = {};  ///< N x H x W, 255: the pixel counts, 0: it does not; empty where there is none
};

/// Where an image lies in the picture that it was cut from (Fit::Tiles), in pixels of that picture as it is seen.
struct ImagePlace {
    int64_t x = 0, y = 0;           ///< its upper left corner
    int64_t width = 0, height = 0;  ///< 0: it is a whole picture, and the rest says nothing
    int64_t pictureWidth = 0, pictureHeight = 0;

    bool isTile() const { return width > 0; }
    bool operator==(const ImagePlace&) const = default;
};

/// The images to train on: decoded, square, uint8, immutable. Safe to read from any number of threads. Nobody is
/// promised all pixels at once: they may be more than memory holds.
class ImageSet {
public:
    virtual ~ImageSet() = default;

    virtual int64_t count() const = 0;
    virtual int size() const = 0;      ///< width and height in pixels, 16 to 256
    virtual int channels() const = 0;  ///< 1 grey, 3 red, green, blue; up to 8
    /// What they are shown in: as many as there are channels, or none where nothing is said or chosen.
    virtual ChannelColours channelColours() const { return {}; }

    /// Copies the pixels of these images, in any order and as often as each is named, and their masks where hasMask().
    /// `out` has room for exactly them; where there are no masks, `out.mask` is left as it is. From any thread.
    /// \throws Error "cache.cut-off" when the pixels are no longer those of the set; what is in `out` is nothing then
    virtual void read(std::span<const int64_t> indices, const PixelRows& out) const = 0;
    /// Whether each image has a mask beside its pixels, of those that count.
    virtual bool hasMask() const { return false; }
    /// Whether read() does no more than copy from memory. Where it may wait (for a disk), training reads ahead.
    virtual bool isInMemory() const { return true; }

    /// False where the pixels are no longer those of the set: its file in the cache was cut off while it was in use, or
    /// its disk failed, and read() throws. From any thread; one system call.
    virtual bool isIntact() const { return true; }
    /// \throws Error "cache.cut-off" unless isIntact()
    void requireIntact() const;

    int64_t bytesPerImage() const { return int64_t{size()} * size() * channels(); }
    int64_t pixelsPerImage() const { return int64_t{size()} * size(); }
    /// For showing: empty where read() throws.
    Picture picture(int64_t index) const;

    /// Index into labelNames(), or -1 for an image without a label.
    virtual int labelOf(int64_t index) const = 0;
    virtual const std::vector<std::string>& labelNames() const = 0;  ///< UTF-8, in natural order

    /// For people: a path relative to the folder that was opened, or "train 17", "test 9399".
    virtual std::string nameOf(int64_t index) const = 0;
    /// The file it came from; empty for images out of an array or generated ones.
    virtual std::filesystem::path fileOf(int64_t index) const = 0;
    /// Which page of that file, from 1 on; 0: the file is one picture, or there is none.
    virtual int pageOf(int64_t) const { return 0; }
    /// Of the images of a set all are tiles or none is.
    virtual ImagePlace placeOf(int64_t) const { return {}; }

    /// Whether the data say themselves what is held out: folders (train, val, test), arrays (t10k), a table's column.
    virtual bool hasOwnSplit() const { return false; }
    /// The side that the data's own split puts it on; Train without one. Held out is never empty in an own split: where
    /// only test is there, that is held out. Groups lie whole on one side, duplicates too where the import was asked
    /// to.
    virtual Side ownSideOf(int64_t) const { return Side::Train; }
    /// Images with the same number are never on both sides of a split (one patient, one film). -1: a group of its own.
    virtual int64_t groupOf(int64_t) const { return -1; }
    /// The first image with exactly the same pixels: `index` itself where there is none before it.
    virtual int64_t twinOf(int64_t index) const { return index; }

    /// The columns of tables beside the images, without the one that names them.
    virtual const std::vector<Attribute>& attributes() const;
    /// Number: its value; Category: an index into its categories; NaN where it is missing, and for a Text.
    virtual double numberOf(int64_t index, size_t attribute) const;
    /// As the table has it, UTF-8; empty where it is missing.
    virtual std::string textOf(int64_t index, size_t attribute) const;

    virtual const ImportReport& importReport() const;

    /// How many images were found; count() of them could be read. Tiles that were left out are not among them.
    virtual int64_t found() const = 0;
    virtual const std::vector<UnreadableFile>& unreadable() const = 0;

    /// What was opened, for titles and for the project: absolute paths, or "sample:digits".
    virtual const std::vector<std::string>& sources() const = 0;
    /// A hash over names, contents of the files and import settings: equal means same images, wherever they lie.
    virtual std::string fingerprint() const = 0;

    /// Known generative factors (Shapes): names and count x factors values; empty when there are none.
    virtual const std::vector<std::string>& factorNames() const = 0;
    virtual float factor(int64_t index, int factorIndex) const = 0;
};

/// read() of a set whose pixels lie in memory one image after the other: `all`, each of `bytes` bytes.
void copyImages(const uint8_t* all, int64_t bytes, std::span<const int64_t> indices, std::span<uint8_t> to);

/// Which images train, which are held out, and which are kept for the very end. All ascend.
struct Split {
    std::vector<int64_t> train = {};
    std::vector<int64_t> heldOut = {};
    std::vector<int64_t> test = {};
};

/// The data's own split where it has one; else a random `fraction` (0 to 0.5) held out, fixed by `seed`, at least one
/// image on each side where there are two or more, and groups whole. The same on every platform (own shuffle over
/// std::mt19937_64). With duplicates=train no held-out or test image has a twin that trains.
Split makeSplit(const ImageSet& images, double fraction, uint64_t seed);

/// Where other images are there to measure on: all of these train, but for those that are their test.
Split splitForApart(const ImageSet& images);

}  // namespace zscape
