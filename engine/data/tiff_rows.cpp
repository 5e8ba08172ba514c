#include "engine/data/tiff_rows.h"

#include "engine/data/decoding_cost.h"
#include "engine/data/decoding_room.h"
#include "engine/data/memory_ends.h"
#include "engine/data/no_picture.h"
#include "engine/data/open_tiff.h"
#include "engine/data/source_failed.h"
#include "engine/data/stack_remarks.h"
#include "engine/data/tiff_bands.h"
#include "engine/data/tiff_picture.h"

#include <utility>

namespace zscape {

namespace {

class TiffRows final : public RowsOfPicture {
public:
    TiffRows(std::filesystem::path file, std::vector<uint64_t> directories, const Target& target, int number)
        : file_(std::move(file)),
          directories_(std::move(directories)),
          target_(target),
          number_(number) {}

    /// Opens the file anew each time: a TiffFile is for one thread.
    cv::Mat read(int first, int count, const std::stop_token& stop, FileFacts& facts) const override {
        try {
            return unlessMemoryEnds(file_, [&] {
                OpenTiff open(file_);
                const TiffPicture picture = tiffPictureInBands(open.tiff, directories_, target_);
                const int64_t made = picture.header.seenWidth() * count * target_.channels;
                const DecodingRoom::Share room =
                    decodingRoom().take(bytesOfBand(picture.header, target_) * picture.pages() + 2 * made, stop);
                return TiffBands(open.tiff, picture, file_, target_, stop).madeRows(first, count, &facts);
            });
        } catch (const Error& error) {
            // As PagedFiles::read(): what is no verdict on the content must not be kept as one.
            if (!isAboutContent(error)) throw SourceFailed(error);
            if (number_ == 0) throw;
            throw wrongPicture(error, number_, false);
        }
    }

private:
    const std::filesystem::path file_;
    const std::vector<uint64_t> directories_;
    const Target target_;
    const int number_;
};

}  // namespace

std::unique_ptr<RowsOfPicture> tiffRows(const std::filesystem::path& file, std::vector<uint64_t> directories,
                                        const Target& target, int number, const std::stop_token& stop) {
    Target fixed = target;
    try {
        if (readImageHeader(file).format != ImageFormat::Tiff) return nullptr;
        OpenTiff open(file);
        if (directories.empty())
            directories = open.tiff.pictures({target.axes, target.channels}, kMostPages, true, stop).of(0);
        for (const uint64_t directory : directories) {
            open.tiff.goTo(directory);
            if (!cutsInBands(open.tiff.header(), target)) return nullptr;
        }
    } catch (const Error&) {
        return nullptr;  // told when its turn comes
    }
    if (target.range.kind == ValueRange::Kind::File) {
        try {
            // It is read to its end for that once, and not for each of its rows.
            OpenTiff open(file);
            const TiffPicture picture = tiffPictureInBands(open.tiff, directories, target);
            fixed.range = TiffBands(open.tiff, picture, file, target, stop).ownRange();
        } catch (const Error&) {
            fixed = target;  // the same is told when its turn comes
        }
    }
    return std::make_unique<TiffRows>(file, std::move(directories), fixed, number);
}

}  // namespace zscape
