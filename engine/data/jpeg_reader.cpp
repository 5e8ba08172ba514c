#include "engine/data/jpeg_reader.h"

#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/damaged_picture.h"
#include "engine/data/decoding_room.h"

#include <array>
#include <csetjmp>
#include <cstdio>
#include <string>

#include <jpeglib.h>

namespace zscape {

namespace {

/// libjpeg tells of errors by a jump: everything that a jump passes over is a member, so that nothing is left
/// undestroyed.
class JpegDecoder {
public:
    JpegDecoder(std::span<const uint8_t> bytes, const ImageHeader& header, const std::stop_token& stop)
        : bytes_(bytes),
          header_(header),
          stop_(stop) {
        jpeg_.err = jpeg_std_error(&errors_);
        errors_.error_exit = onError;
        errors_.emit_message = onMessage;
        errors_.output_message = [](j_common_ptr) {};
        jpeg_.client_data = this;
        progress_.progress_monitor = onProgress;
    }
    ~JpegDecoder() { jpeg_destroy_decompress(&jpeg_); }
    JpegDecoder(const JpegDecoder&) = delete;
    JpegDecoder& operator=(const JpegDecoder&) = delete;

    /// \returns whether all of it was decoded; else stopped() or words() say why not
    bool decode(int reduction, JpegColours colours) {
        if (setjmp(onFailure_) != 0) return false;
        open();
        jpeg_.scale_num = 1;
        jpeg_.scale_denom = static_cast<unsigned>(reduction);
        const bool fourInks = jpeg_.num_components == 4, inks = fourInks && colours != JpegColours::Inks;
        jpeg_.out_color_space = fourInks ? JCS_CMYK : colours == JpegColours::Grey ? JCS_GRAYSCALE : JCS_EXT_BGR;
        jpeg_start_decompress(&jpeg_);
        picture_.create(static_cast<int>(jpeg_.output_height), static_cast<int>(jpeg_.output_width),
                        CV_8UC(jpeg_.out_color_space == JCS_GRAYSCALE ? 1
                               : fourInks && !inks                    ? 4
                                                                      : 3));
        inks_.resize(inks ? size_t{jpeg_.output_width} * 4 : 0);
        while (jpeg_.output_scanline < jpeg_.output_height) readRow(inks);
        return true;
    }

    cv::Mat picture() const { return picture_; }
    bool stopped() const { return stopped_; }
    /// libjpeg's own, English.
    const char* words() const { return words_.data(); }

private:
    static JpegDecoder& self(j_common_ptr jpeg) { return *static_cast<JpegDecoder*>(jpeg->client_data); }

    static void onError(j_common_ptr jpeg) {
        jpeg->err->format_message(jpeg, self(jpeg).words_.data());
        std::longjmp(self(jpeg).onFailure_, 1);
    }

    /// Warnings: the picture goes on, with grey where nothing is known. Kept for the sentence, if there is to be one.
    static void onMessage(j_common_ptr jpeg, int level) {
        if (level >= 0) return;
        if (jpeg->err->num_warnings++ == 0) jpeg->err->format_message(jpeg, self(jpeg).words_.data());
    }

    /// Called for each row of blocks of each scan.
    static void onProgress(j_common_ptr jpeg) {
        JpegDecoder& decoder = self(jpeg);
        if (decoder.jpeg_.input_scan_number > kMostScans) {
            std::snprintf(decoder.words_.data(), decoder.words_.size(), "more than %d scans",
                          static_cast<int>(kMostScans));
            std::longjmp(decoder.onFailure_, 1);
        }
        decoder.checkStop();
    }

    /// In place of an end that libjpeg would make up: a file that is cut off is damaged.
    static boolean onEnd(j_decompress_ptr jpeg) {
        std::snprintf(self(reinterpret_cast<j_common_ptr>(jpeg)).words_.data(), JMSG_LENGTH_MAX, "it ends too early");
        std::longjmp(self(reinterpret_cast<j_common_ptr>(jpeg)).onFailure_, 1);
    }

    void checkStop() {
        if (!stop_.stop_requested()) return;
        stopped_ = true;
        std::longjmp(onFailure_, 1);
    }

    void open() {
        jpeg_create_decompress(&jpeg_);
        jpeg_.client_data = this;
        jpeg_.mem->max_memory_to_use = kPictureLimit;
        jpeg_mem_src(&jpeg_, bytes_.data(), static_cast<unsigned long>(bytes_.size()));
        jpeg_.src->fill_input_buffer = onEnd;
        jpeg_.progress = &progress_;
        jpeg_read_header(&jpeg_, TRUE);
        if (jpeg_.image_width == header_.width && jpeg_.image_height == header_.height) return;
        std::snprintf(words_.data(), words_.size(), "it says two different sizes");
        std::longjmp(onFailure_, 1);
    }

    void readRow(bool inks) {
        checkStop();
        uint8_t* const row = picture_.ptr<uint8_t>(static_cast<int>(jpeg_.output_scanline));
        JSAMPROW into = inks ? inks_.data() : row;
        if (jpeg_read_scanlines(&jpeg_, &into, 1) != 1) onEnd(&jpeg_);
        if (inks) inksToColours(row);
    }

    /// Inks as Adobe stores them, inverted.
    void inksToColours(uint8_t* row) const {
        const uint8_t* from = inks_.data();
        for (JDIMENSION x = 0; x < jpeg_.output_width; ++x, from += 4, row += 3) {
            const int black = from[3];
            for (int k = 0; k < 3; ++k) row[2 - k] = static_cast<uint8_t>(black - ((255 - from[k]) * black >> 8));
        }
    }

    const std::span<const uint8_t> bytes_;
    const ImageHeader& header_;
    const std::stop_token& stop_;
    jpeg_decompress_struct jpeg_{};
    jpeg_error_mgr errors_{};
    jpeg_progress_mgr progress_{};
    std::jmp_buf onFailure_ = {};
    std::array<char, JMSG_LENGTH_MAX> words_{};
    bool stopped_ = false;
    cv::Mat picture_;
    std::vector<uint8_t> inks_;
};

}  // namespace

cv::Mat readJpeg(std::span<const uint8_t> bytes, const ImageHeader& header, int reduction, JpegColours colours,
                 const std::filesystem::path& name, const std::stop_token& stop) {
    const JpegOutline outline = jpegOutline(bytes);
    if (!outline.whole) throwDamaged(name, header.format, {});
    if (outline.scans > kMostScans)
        throw Error("image.large",
                    "%1 is not read: it is a progressive JPEG of %2 scans, and more than %3 are never of use. Save it "
                    "again with another program.",
                    {displayName(name), std::to_string(outline.scans), std::to_string(kMostScans)});
    JpegDecoder decoder(bytes, header, stop);
    if (decoder.decode(reduction, colours)) return decoder.picture();
    if (decoder.stopped()) throw Cancelled();
    throwDamaged(name, header.format, decoder.words());
}

}  // namespace zscape
