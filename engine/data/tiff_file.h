#pragma once

#include "engine/data/colour_profile.h"
#include "engine/data/image_header.h"
#include "engine/data/named_channels.h"
#include "engine/data/pixel_size.h"
#include "engine/data/tiff_axes.h"
#include "engine/data/tiff_samples.h"
#include "engine/data/value_sample.h"

#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

struct tiff;

namespace zscape {

/// A TIFF, read by libtiff from any place that gives its bytes: one page or many, pictures of any depth. It stands at
/// one page, the first to begin with. For one thread.
class TiffFile {
public:
    /// \throws Error "image.damaged"
    TiffFile(ByteReader read, int64_t bytes, std::filesystem::path name);
    ~TiffFile();
    TiffFile(const TiffFile&) = delete;
    TiffFile& operator=(const TiffFile&) = delete;

    /// Where the directories of its pages are, at most `most`: without reduced copies of pages, and masks of them.
    /// Stands at the last one that was looked at afterwards. \throws Error as read()
    std::vector<uint64_t> pages(size_t most, const std::stop_token& stop);

    /// Of which pages its pictures are.
    struct Pictures {
        StackPlan plan;
        std::vector<uint64_t> pages;  ///< where the directories of all pages are; only the first one's where each page
                                      ///< is a picture and no more than the first was asked for

        size_t count() const { return plan.pictures(pages.size()); }
        /// Where the directories of a picture's channels are: one where the page is the picture.
        std::vector<uint64_t> of(size_t picture) const;
    };
    /// \param onlyFirst no more is looked at than the first picture needs
    /// \throws Error as read(), planStack()
    Pictures pictures(const AxesChoice& choice, size_t most, bool onlyFirst, const std::stop_token& stop);
    /// How it names the channels of such pictures: as many as one has, or none. Stands at the first page afterwards.
    /// \throws Error "image.damaged"
    std::vector<NamedChannel> namedChannels(const Pictures& pictures);
    /// Reads no other page. (libtiff itself looks for it along all of them, each time.) \throws Error "image.damaged"
    void goTo(uint64_t directory);

    /// Of the page that it stands at: as readImageHeader(), by libtiff.
    ImageHeader header() const;
    /// Of that page, as read() gives it: turned.
    cv::Size seenSize() const;

    /// How large the pixels of the page at `directory` are, by its resolution or by what ImageJ and OME write beside
    /// the first page for all of them; turned as its orientation says. It stands there afterwards.
    /// \throws Error "image.damaged"
    PixelSize pixelSize(uint64_t directory);

    struct Values {
        cv::Mat
            picture;  ///< of the depth that resized pictures have: grey, blue, green, red, or with alpha as the fourth
        bool premultiplied = false;
        ValueMap full;  ///< what its type holds
        ColourProfile profile = {};
    };
    /// Turned as its orientation says; a zero that is white is made black. Samples of 8, 16, 32 and 64 bits are as
    /// stored, also signed and floating point; everything else that libtiff converts is 8 bits.
    /// \throws Error "image.damaged", "image.kind", Cancelled
    Values read(const std::stop_token& stop);
    /// Some rows of that, from `first` on, as they are stored: not turned. ImageHeader::bandRows says which of them are
    /// decoded together. \throws Error as read()
    Values readRows(int first, int count, const std::stop_token& stop);
    /// All numbers of its pixels as channels, a matrix each, turned; a zero that is white is made black.
    /// \throws Error as read()
    std::vector<cv::Mat> readChannels(ValueMap& full, const std::stop_token& stop);
    /// Some rows of them, as readRows(). \throws Error as read()
    std::vector<cv::Mat> readChannelRows(int first, int count, ValueMap& full, const std::stop_token& stop);
    /// 1 to 8 as EXIF has them: how the page is turned from what is stored.
    int orientation() const;
    /// The same file, which stands at another page. \throws Error "image.damaged"
    std::unique_ptr<TiffFile> another(uint64_t directory) const;

private:
    struct Calls;  ///< what libtiff calls
    using Tiff = std::unique_ptr<tiff, void (*)(tiff*)>;
    /// \throws Error "image.damaged"
    void open();
    void overlayFirstDirectory(int64_t offset, std::span<uint8_t> bytes) const;
    /// \throws Error "image.kind" where they are neither grey nor colours
    void requireColourSamples() const;
    cv::Mat readConverted(int first, int count);
    [[noreturn]] void fail() const;
    /// An exception of the bytes' reader, which could not pass through libtiff.
    void rethrow() const;

    const ByteReader read_;
    const int64_t bytes_;
    const std::filesystem::path name_;
    int64_t at_ = 0;
    /// What libtiff is shown in place of the header's own offset of the first directory, once another one is wanted.
    struct {
        int64_t at = 0;
        std::vector<uint8_t> bytes;
    } firstDirectory_;
    mutable std::exception_ptr failure_;
    std::string words_;  ///< libtiff's first, English
    Tiff tiff_;
    std::optional<TiffSamples> samples_;  ///< of the page that it stands at; there from the constructor on
    uint64_t first_ = 0;                  ///< directory of the first page
    std::optional<PixelSize> described_;  ///< by the text beside it, once it was asked for
};

}  // namespace zscape
