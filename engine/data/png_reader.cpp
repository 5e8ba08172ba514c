#include "engine/data/png_reader.h"

#include "engine/core/error.h"
#include "engine/data/damaged_picture.h"
#include "engine/data/decode.h"
#include "engine/data/transparency.h"

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <string>
#include <vector>

#include <png.h>

namespace zscape {

namespace {

/// Words about a picture, and colour profiles: not looked at, so that none of them can be damaged or large.
constexpr png_byte kPassedOver[] =
    "iCCP\0tEXt\0zTXt\0iTXt\0eXIf\0sPLT\0hIST\0sBIT\0cHRM\0gAMA\0sRGB\0pHYs\0tIME\0oFFs\0pCAL\0sCAL\0bKGD";
constexpr int kPassedOverCount = static_cast<int>(sizeof kPassedOver) / 5;

/// libpng tells of errors by a jump: everything that a jump passes over is a member, so that nothing is left
/// undestroyed.
class PngDecoder {
public:
    /// `background`: red, green, blue; null: values as they are stored
    PngDecoder(std::span<const uint8_t> bytes, const ImageHeader& header, const std::array<uint8_t, 3>* background,
               const std::stop_token& stop)
        : bytes_(bytes),
          header_(header),
          asStored_(background == nullptr),
          stop_(stop) {
        if (background) background_ = {(*background)[2], (*background)[1], (*background)[0]};
    }
    ~PngDecoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
    PngDecoder(const PngDecoder&) = delete;
    PngDecoder& operator=(const PngDecoder&) = delete;

    /// \returns whether all of it was decoded; else stopped() or words() say why not
    bool decode() {
        if (setjmp(onFailure_) != 0) return false;
        open();
        const int channels = png_get_channels(png_, info_);
        const bool straight = asStored_ || header_.interlaced || channels != 4;
        const int depth = png_get_bit_depth(png_, info_) == 16 ? CV_16U : CV_8U;
        picture_.create(static_cast<int>(header_.height), static_cast<int>(header_.width),
                        CV_MAKETYPE(depth, straight ? channels : 3));
        if (!straight) row_.create(1, picture_.cols, CV_8UC4);
        for (int pass = 0; pass < passes_; ++pass)
            for (int y = 0; y < picture_.rows; ++y) {
                if (stop_.stop_requested()) fail(nullptr);
                png_read_row(png_, straight ? picture_.ptr<uint8_t>(y) : row_.ptr<uint8_t>(), nullptr);
                if (straight) continue;
                transparent_ = transparent_ || hasTransparency(row_.ptr<uint8_t>(), picture_.cols);
                layOn(row_.ptr<uint8_t>(), picture_.cols, background_, picture_.ptr<uint8_t>(y));
            }
        png_read_end(png_, nullptr);
        return true;
    }

    cv::Mat picture() const { return picture_; }
    /// Whether something was laid on the background.
    bool transparent() const { return transparent_; }
    bool stopped() const { return stop_.stop_requested(); }
    /// libpng's own, English.
    const std::string& words() const { return words_; }

private:
    static PngDecoder& self(png_structp png) { return *static_cast<PngDecoder*>(png_get_error_ptr(png)); }

    static void onError(png_structp png, png_const_charp words) { self(png).fail(words); }
    static void onWarning(png_structp png, png_const_charp words) {
        if (self(png).words_.empty()) self(png).words_ = words;
    }
    static void onRead(png_structp png, png_bytep into, size_t count) {
        auto& decoder = *static_cast<PngDecoder*>(png_get_io_ptr(png));
        if (decoder.bytes_.size() - decoder.at_ < count) decoder.fail("it ends too early");
        std::memcpy(into, decoder.bytes_.data() + decoder.at_, count);
        decoder.at_ += count;
    }

    [[noreturn]] void fail(const char* words) {
        if (words) words_ = words;
        std::longjmp(onFailure_, 1);
    }

    void open() {
        png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, onError, onWarning);
        if (png_) info_ = png_create_info_struct(png_);
        if (!info_) fail("libpng could not begin");
        png_set_read_fn(png_, this, onRead);
        png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // the header's size was judged before
        png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, kPassedOver, kPassedOverCount);
        png_read_info(png_, info_);
        if (png_get_image_width(png_, info_) != header_.width || png_get_image_height(png_, info_) != header_.height)
            fail("it says two different sizes");
        png_set_expand(png_);               // palettes, single bits, a transparent colour
        if (asStored_) png_set_swap(png_);  // to the machine's order
        else png_set_scale_16(png_);
        png_set_bgr(png_);
        const int type = png_get_color_type(png_, info_);
        const bool alpha = (type & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png_, info_, PNG_INFO_tRNS) != 0;
        if (alpha && (type & PNG_COLOR_MASK_COLOR) == 0) png_set_gray_to_rgb(png_);
        passes_ = png_set_interlace_handling(png_);
        png_read_update_info(png_, info_);
        const size_t sampleBytes = asStored_ && png_get_bit_depth(png_, info_) == 16 ? 2 : 1;
        if (png_get_rowbytes(png_, info_) !=
            static_cast<size_t>(header_.width) * png_get_channels(png_, info_) * sampleBytes)
            fail("its samples are neither 8 nor 16 bits");
    }

    const std::span<const uint8_t> bytes_;
    const ImageHeader& header_;
    const bool asStored_;
    std::array<uint8_t, 3> background_{};  ///< blue, green, red
    const std::stop_token& stop_;
    size_t at_ = 0;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    int passes_ = 1;
    std::jmp_buf onFailure_ = {};
    std::string words_;
    cv::Mat picture_, row_;
    bool transparent_ = false;
};

cv::Mat read(std::span<const uint8_t> bytes, const ImageHeader& header, const std::array<uint8_t, 3>* background,
             const std::filesystem::path& name, const std::stop_token& stop, bool& transparent) {
    PngDecoder decoder(bytes, header, background, stop);
    if (decoder.decode()) {
        transparent = decoder.transparent();
        return decoder.picture();
    }
    if (decoder.stopped()) throw Cancelled();
    throwDamaged(name, header.format, decoder.words());
}

}  // namespace

cv::Mat readPng(std::span<const uint8_t> bytes, const ImageHeader& header, const std::array<uint8_t, 3>& background,
                const std::filesystem::path& name, const std::stop_token& stop, bool& transparent) {
    return read(bytes, header, &background, name, stop, transparent);
}

cv::Mat readPngValues(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name,
                      const std::stop_token& stop) {
    bool nothingLaidOn = false;
    return read(bytes, header, nullptr, name, stop, nothingLaidOn);
}

}  // namespace zscape
