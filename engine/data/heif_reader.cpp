#include "engine/data/heif_reader.h"

#include "engine/core/paths.h"
#include "engine/data/damaged_picture.h"
#include "engine/data/heif_items.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>

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
    HeifDecoder(const ImageHeader& header, const std::filesystem::path& name) : header_(header), name_(name) {}

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
        const bool grey = header_.grey && !alpha;
        const heif_chroma chroma =
            deep ? (alpha ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE)
                 : (alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB);
        heif_image* decoded = nullptr;
        require(heif_decode_image(handle_.get(), &decoded, grey ? heif_colorspace_undefined : heif_colorspace_RGB,
                                  grey ? heif_chroma_undefined : chroma, options.get()));
        const HeifImage image(decoded);
        if (grey) takeGrey(image.get(), result);
        else takeColours(image.get(), alpha ? 4 : 3, result);
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

    void takeGrey(const heif_image* image, HeifPicture& result) const {
        const cv::Mat stored = plane(image, heif_channel_Y, 1, result);
        stored.copyTo(result.picture);
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
        if (heif_image_handle_get_nclx_color_profile(handle_.get(), &found).code != heif_error_Ok) return profile;
        const HeifNclx nclx(found);
        profile.described = describedColours(nclx->color_primaries, nclx->transfer_characteristics);
        return profile;
    }

    const ImageHeader& header_;
    const std::filesystem::path& name_;
    HeifContext context_;
    HeifHandle handle_;
};

}  // namespace

HeifPicture readHeif(std::span<const uint8_t> bytes, const ImageHeader& header, const std::filesystem::path& name) {
    try {
        return HeifDecoder(header, name).decode(bytes);
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
