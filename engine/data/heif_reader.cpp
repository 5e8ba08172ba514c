#include "engine/data/heif_reader.h"

#include "engine/core/paths.h"
#include "engine/data/damaged_picture.h"
#include "engine/data/heif_items.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <opencv2/imgproc.hpp>
#include <string>
#include <tuple>
#include <utility>

#include <libheif/heif.h>

namespace zscape {

namespace {

template <auto Free>
struct FreeHeif {
    template <class Type>
    void operator()(Type* object) const {
        Free(object);
    }
};
using HeifContext = std::unique_ptr<heif_context, FreeHeif<heif_context_free>>;
using HeifHandle = std::unique_ptr<heif_image_handle, FreeHeif<heif_image_handle_release>>;
using HeifImage = std::unique_ptr<heif_image, FreeHeif<heif_image_release>>;
using HeifOptions = std::unique_ptr<heif_decoding_options, FreeHeif<heif_decoding_options_free>>;
using HeifNclx = std::unique_ptr<heif_color_profile_nclx, FreeHeif<heif_nclx_color_profile_free>>;

/// A profile is some kilobytes, of inks at most a few megabytes.
constexpr size_t kLargestHeifProfile = 8 << 20;

/// Registers libheif's decoders once: it does so by itself with its first file, which two threads may open at once.
void prepareHeif() {
    static const heif_error begun = heif_init(nullptr);
    (void)begun;
}

class HeifDecoder {
public:
    HeifDecoder(const ImageHeader& header, int reduction, const std::filesystem::path& name)
        : header_(header),
          reduction_(reduction),
          name_(name) {}

    HeifPicture decode(std::span<const uint8_t> bytes) {
        checkHeifCoding(bytes, header_.format, name_);
        prepareHeif();
        context_.reset(heif_context_alloc());
        if (!context_) throw std::bad_alloc();
        // Every decoding thread has a picture of its own. (The codecs' own threads are out of reach.)
        heif_context_set_max_decoding_threads(context_.get(), 0);
        const auto side = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(header_.pixels()))));
        heif_context_set_maximum_image_size_limit(context_.get(), std::max({side, kLeastLimit}));
        require(heif_context_read_from_memory_without_copy(context_.get(), bytes.data(), bytes.size(), nullptr));
        heif_image_handle* handle = nullptr;
        require(heif_context_get_primary_image_handle(context_.get(), &handle));
        handle_.reset(handle);
        HeifPicture result;
        decodeImage(result);
        result.profile = profile();
        return result;
    }

private:
    /// Tiles, thumbnails and depth of a small picture may be larger than it.
    static constexpr int kLeastLimit = 4096;

    void require(const heif_error& error) const {
        if (error.code == heif_error_Ok) return;
        if (error.code == heif_error_Memory_allocation_error && error.subcode != heif_suberror_Security_limit_exceeded)
            throw std::bad_alloc();
        if (error.code == heif_error_Unsupported_feature || error.code == heif_error_Unsupported_filetype) {
            if (!hasHeifDecoder(header_.format)) throw noHeifDecoder(name_, header_.format);
            throw Error("image.kind", "%1 holds a kind of picture that is not read (%2). Convert it to PNG or JPEG.",
                        {displayName(name_), validUtf8(error.message)});
        }
        throwDamaged(name_, header_.format, validUtf8(error.message));
    }

    bool isNear(int64_t a, int64_t b) const { return std::abs(a - b) <= 1; }

    void decodeImage(HeifPicture& result) {
        const HeifOptions options(heif_decoding_options_alloc());
        if (!options) throw std::bad_alloc();
        // A picture that is cut off is damaged, and not grey where nothing is known.
        if (options->version >= 3) options->strict_decoding = 1;
        const bool deep = heif_image_handle_get_luma_bits_per_pixel(handle_.get()) > 8;
        const bool alpha = header_.alpha && heif_image_handle_has_alpha_channel(handle_.get()) != 0;
        if (header_.grey && !alpha) {
            const HeifImage image = decoded(heif_colorspace_undefined, heif_chroma_undefined, *options);
            const cv::Mat stored = plane(image.get(), heif_channel_Y, 1, result);
            stored.copyTo(result.picture);
            if (!Coding(image.get()).full) {  // of 8 bits 16 is black, and 235 white
                const double step = deep ? (result.full.white + 1) / 256 : 1;
                result.full = {16 * step, 235 * step};
            }
            return;
        }
        if (reduction_ > 1 && !deep && !alpha) {
            const HeifImage image = decoded(heif_colorspace_undefined, heif_chroma_undefined, *options);
            if (takePlanes(image.get(), result)) return;
        }
        const heif_chroma chroma =
            deep ? (alpha ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE)
                 : (alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB);
        takeColours(decoded(heif_colorspace_RGB, chroma, *options).get(), alpha ? 4 : 3, result);
    }

    HeifImage decoded(heif_colorspace space, heif_chroma chroma, const heif_decoding_options& options) const {
        heif_image* image = nullptr;
        require(heif_decode_image(handle_.get(), &image, space, chroma, &options));
        return HeifImage(image);
    }

    /// How brightness and colour were made of red, green and blue (ITU-T H.273).
    struct Coding {
        explicit Coding(const heif_image* image) {
            heif_color_profile_nclx* found = nullptr;
            const bool failed = heif_image_get_nclx_color_profile(image, &found).code != heif_error_Ok;
            const HeifNclx nclx(found);  // made also where it fails
            if (failed || !nclx) return;
            full = nclx->full_range_flag != 0;
            switch (static_cast<int>(nclx->matrix_coefficients)) {
                case 1: std::tie(red, blue) = std::pair(0.2126, 0.0722); break;
                case 2:
                case 5:
                case 6: break;
                case 4: std::tie(red, blue) = std::pair(0.30, 0.11); break;
                case 7: std::tie(red, blue) = std::pair(0.212, 0.087); break;
                case 9: std::tie(red, blue) = std::pair(0.2627, 0.0593); break;
                default: known = false;
            }
        }
        /// From brightness, blue and red differences to blue, green, red; all of 8 bits.
        cv::Matx34f toColours() const {
            const double green = 1 - red - blue, y = full ? 1 : 255.0 / 219, c = full ? 1 : 255.0 / 224,
                         black = full ? 0 : -16 * y;
            const double toBlue = 2 * (1 - blue) * c, toRed = 2 * (1 - red) * c;
            const double blueInGreen = -toBlue * blue / green, redInGreen = -toRed * red / green;
            const auto row = [&](double fromBlue, double fromRed) {
                return cv::Vec4f(static_cast<float>(y), static_cast<float>(fromBlue), static_cast<float>(fromRed),
                                 static_cast<float>(black - 128 * (fromBlue + fromRed)));
            };
            cv::Matx34f matrix;
            const std::array<cv::Vec4f, 3> rows{row(toBlue, 0), row(blueInGreen, redInGreen), row(0, toRed)};
            for (int i = 0; i < 3; ++i)
                for (int k = 0; k < 4; ++k) matrix(i, k) = rows[static_cast<size_t>(i)][k];
            return matrix;
        }

        double red = 0.299, blue = 0.114;
        bool full = true, known = true;
    };

    /// Planes made smaller, and then colours. libheif puts tiles together in red, green and blue, and leaves one
    /// picture in brightness and colour.
    /// \returns false where they are coded in a way that only libheif knows
    bool takePlanes(const heif_image* image, HeifPicture& result) const {
        const Coding coding(image);
        const bool colours = heif_image_get_colorspace(image) == heif_colorspace_RGB;
        if (!colours && (!coding.known || heif_image_get_colorspace(image) != heif_colorspace_YCbCr)) return false;
        const std::array<heif_channel, 3> channels = colours
                                                         ? std::array{heif_channel_B, heif_channel_G, heif_channel_R}
                                                         : std::array{heif_channel_Y, heif_channel_Cb, heif_channel_Cr};
        if (heif_image_has_channel(image, channels[0]) == 0) return false;  // they lie together
        const cv::Mat whole = plane(image, channels[0], 1, result);
        const cv::Size small(std::max(1, (whole.cols + reduction_ / 2) / reduction_),
                             std::max(1, (whole.rows + reduction_ / 2) / reduction_));
        std::array<cv::Mat, 3> planes;
        for (size_t i = 0; i < planes.size(); ++i) {
            int stride = 0;
            const uint8_t* bytes = heif_image_get_plane_readonly(image, channels[i], &stride);
            const int width = heif_image_get_width(image, channels[i]),
                      height = heif_image_get_height(image, channels[i]);
            if (!bytes || width < 1 || height < 1 || heif_image_get_bits_per_pixel_range(image, channels[i]) != 8)
                return false;
            const cv::Mat stored(height, width, CV_8UC1, const_cast<uint8_t*>(bytes), static_cast<size_t>(stride));
            cv::resize(stored, planes[i], small, 0, 0, cv::INTER_AREA);
        }
        cv::Mat together;
        cv::merge(planes.data(), planes.size(), together);
        if (colours) result.picture = std::move(together);
        else cv::transform(together, result.picture, coding.toColours());
        return true;
    }

    /// A plane of the decoded picture, still in its memory. \param channels of one pixel
    cv::Mat plane(const heif_image* image, heif_channel channel, int channels, HeifPicture& result) const {
        const int width = heif_image_get_width(image, channel), height = heif_image_get_height(image, channel);
        int stride = 0;
        const uint8_t* bytes = heif_image_get_plane_readonly(image, channel, &stride);
        if (!bytes || !isNear(width, header_.width) || !isNear(height, header_.height))
            throwDamaged(name_, header_.format, "it says two different sizes");
        const int bits = heif_image_get_bits_per_pixel_range(image, channel);
        if (bits > 8) result.full = {0, static_cast<double>((1 << bits) - 1)};
        return cv::Mat(height, width, CV_MAKETYPE(bits > 8 ? CV_16U : CV_8U, channels), const_cast<uint8_t*>(bytes),
                       static_cast<size_t>(stride));
    }

    void takeColours(const heif_image* image, int channels, HeifPicture& result) const {
        const cv::Mat stored = plane(image, heif_channel_interleaved, channels, result);
        result.picture.create(stored.rows, stored.cols, stored.type());
        static constexpr int kSwapped[] = {0, 2, 1, 1, 2, 0, 3, 3};
        cv::mixChannels(&stored, 1, &result.picture, 1, kSwapped, static_cast<size_t>(channels));
    }

    ColourProfile profile() const {
        ColourProfile profile;
        const size_t bytes = heif_image_handle_get_raw_color_profile_size(handle_.get());
        if (bytes > kLargestHeifProfile) {
            profile.damaged = true;
            return profile;
        }
        if (bytes > 0) {
            profile.icc.resize(bytes);
            profile.damaged =
                heif_image_handle_get_raw_color_profile(handle_.get(), profile.icc.data()).code != heif_error_Ok;
            return profile;
        }
        heif_color_profile_nclx* found = nullptr;
        const bool failed = heif_image_handle_get_nclx_color_profile(handle_.get(), &found).code != heif_error_Ok;
        const HeifNclx nclx(found);  // made also where it fails
        if (failed || !nclx) return profile;
        profile.described = describedColours(nclx->color_primaries, nclx->transfer_characteristics);
        return profile;
    }

    const ImageHeader& header_;
    const int reduction_;
    const std::filesystem::path& name_;
    HeifContext context_;
    HeifHandle handle_;
};

}  // namespace

HeifPicture readHeif(std::span<const uint8_t> bytes, const ImageHeader& header, int reduction,
                     const std::filesystem::path& name) {
    try {
        return HeifDecoder(header, reduction, name).decode(bytes);
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const cv::Exception&) {
        throw;
    } catch (const std::exception& error) {  // of libheif's C++ below its C
        throwDamaged(name, header.format, error.what());
    }
}

bool hasHeifDecoder(ImageFormat format) {
    prepareHeif();
    return heif_have_decoder_for_format(format == ImageFormat::Avif ? heif_compression_AV1 : heif_compression_HEVC) !=
           0;
}

Error noHeifDecoder(const std::filesystem::path& name, ImageFormat format) {
    return Error("image.decoder",
                 "%1 is not read: there is no decoder for %2 on this machine. Install the package %3 (on Debian and "
                 "Ubuntu: sudo apt install %3), and open the images again.",
                 {displayName(name), formatName(format),
                  format == ImageFormat::Avif ? "libheif-plugin-dav1d" : "libheif-plugin-libde265"});
}

}  // namespace zscape
