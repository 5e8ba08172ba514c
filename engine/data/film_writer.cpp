#include "engine/data/film_writer.h"

#include "engine/core/atomic_file.h"
#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/picture_writers.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string>

namespace zscape {
namespace {

constexpr int kKeyFrameEvery = 60;              // frames: two seconds at most to where a person seeks
constexpr const char* kConstantQuality = "18";  // x264's CRF: no difference is seen
constexpr double kBitsPerPixel = 0.5;           // of encoders without a constant quality

/// What FFmpeg last complained of on this thread, for our sentence. Its own lines would tear the terminal's.
thread_local std::string lastComplaint;

void keepComplaint(void*, int level, const char* format, va_list arguments) {
    if (level > AV_LOG_ERROR) return;
    char text[256];
    std::vsnprintf(text, sizeof text, format, arguments);
    lastComplaint = text;
    while (!lastComplaint.empty() && (lastComplaint.back() == '\n' || lastComplaint.back() == '.'))
        lastComplaint.pop_back();
}

void catchChatter() {
    static const bool caught = (av_log_set_callback(keepComplaint), true);
    (void)caught;
    lastComplaint.clear();
}

struct Free {
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
    void operator()(AVFormatContext* context) const {
        // A failed film closes here; what it says then was said already.
        if (context->pb != nullptr) avio_closep(&context->pb);
        avformat_free_context(context);
    }
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
    void operator()(SwsContext* context) const { sws_freeContext(context); }
};

template <typename T>
std::unique_ptr<T, Free> owned(T* pointer) {
    if (pointer == nullptr) throw std::bad_alloc();
    return std::unique_ptr<T, Free>(pointer);
}

/// RGB with even sides: chroma is stored at half the size.
Picture evenRgb(const Picture& frame) {
    if (isComposite(frame)) return evenRgb(composite(frame));
    Picture even{frame.width + frame.width % 2, frame.height + frame.height % 2, 3, {}};
    even.pixels.resize(even.bytes());
    uint8_t* to = even.pixels.data();
    for (int y = 0; y < even.height; ++y) {
        for (int x = 0; x < even.width; ++x) {
            const uint8_t* from =
                frame.pixels.data() + (static_cast<std::ptrdiff_t>(std::min(y, frame.height - 1)) * frame.width +
                                       std::min(x, frame.width - 1)) *
                                          frame.channels;
            for (int c = 0; c < 3; ++c) *to++ = from[frame.channels == 1 ? 0 : c];
        }
    }
    return even;
}

class Film {
public:
    Film(const std::filesystem::path& file, int width, int height, int rate, std::span<const char* const> encoders)
        : file_(file),
          output_(file) {
        catchChatter();
        open(width, height, rate, encoders);
        beginFile();
        frame_ = owned(av_frame_alloc());
        frame_->format = AV_PIX_FMT_YUV420P;
        frame_->width = width;
        frame_->height = height;
        requireEncoder(av_frame_get_buffer(frame_.get(), 0));
        packet_ = owned(av_packet_alloc());
        toYuv_ = owned(sws_getContext(width, height, AV_PIX_FMT_RGB24, width, height, AV_PIX_FMT_YUV420P,
                                      SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP, nullptr, nullptr, nullptr));
        const int* table = sws_getCoefficients(SWS_CS_ITU709);
        sws_setColorspaceDetails(toYuv_.get(), table, 1, table, 0, 0, 1 << 16, 1 << 16);
    }

    bool isH264() const { return encoder_->codec_id == AV_CODEC_ID_H264; }

    void put(const Picture& rgb) {
        requireEncoder(av_frame_make_writable(frame_.get()));
        const uint8_t* const from[1] = {rgb.pixels.data()};
        const int step[1] = {3 * rgb.width};
        sws_scale(toYuv_.get(), from, step, 0, rgb.height, frame_->data, frame_->linesize);
        frame_->pts = frames_++;
        send(frame_.get());
    }

    void commit() {
        send(nullptr);
        requireDisk(av_write_trailer(format_.get()));
        avio_flush(format_->pb);
        requireDisk(format_->pb->error);
        requireDisk(avio_closep(&format_->pb));
        output_.commit();
    }

private:
    void open(int width, int height, int rate, std::span<const char* const> encoders) {
        for (const char* name : encoders) {
            const AVCodec* codec = avcodec_find_encoder_by_name(name);
            if (codec == nullptr) continue;
            encoder_ = owned(avcodec_alloc_context3(codec));
            encoder_->width = width;
            encoder_->height = height;
            encoder_->pix_fmt = AV_PIX_FMT_YUV420P;
            encoder_->time_base = {1, rate};
            encoder_->framerate = {rate, 1};
            encoder_->gop_size = kKeyFrameEvery;
            encoder_->color_range = AVCOL_RANGE_MPEG;
            encoder_->colorspace = AVCOL_SPC_BT709;
            encoder_->color_primaries = AVCOL_PRI_BT709;
            encoder_->color_trc = AVCOL_TRC_BT709;
            encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;  // MP4 has the parameter sets in its index
            encoder_->thread_count = 1;                      // a run may be training beside it
            if (encoder_->priv_data == nullptr || av_opt_set(encoder_->priv_data, "crf", kConstantQuality, 0) < 0)
                encoder_->bit_rate = static_cast<int64_t>(kBitsPerPixel * width * height * rate);
            if (avcodec_open2(encoder_.get(), codec, nullptr) >= 0) return;
        }
        throw Error("write.mp4", "%1 was not written: no encoder of films works here%2. Save a GIF instead.",
                    {displayName(file_), lastComplaint.empty() ? "" : " (" + validUtf8(lastComplaint) + ")"});
    }

    void beginFile() {
        // "file:" so that no character of the name is read as a protocol's.
        const std::string url = "file:" + output_.temporary().string();
        AVFormatContext* context = nullptr;
        requireEncoder(avformat_alloc_output_context2(&context, nullptr, "mp4", url.c_str()));
        format_ = owned(context);
        AVStream* stream = avformat_new_stream(format_.get(), nullptr);
        if (stream == nullptr) throw std::bad_alloc();
        stream->time_base = encoder_->time_base;
        stream->avg_frame_rate = encoder_->framerate;
        requireEncoder(avcodec_parameters_from_context(stream->codecpar, encoder_.get()));
        requireDisk(avio_open(&format_->pb, url.c_str(), AVIO_FLAG_WRITE));
        AVDictionary* options = nullptr;
        av_dict_set(&options, "movflags", "+faststart", 0);
        const int result = avformat_write_header(format_.get(), &options);
        av_dict_free(&options);
        requireDisk(result);
    }

    void send(const AVFrame* frame) {
        requireEncoder(avcodec_send_frame(encoder_.get(), frame));
        AVStream* stream = format_->streams[0];
        while (true) {
            const int result = avcodec_receive_packet(encoder_.get(), packet_.get());
            if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return;
            requireEncoder(result);
            if (packet_->duration == 0) packet_->duration = 1;  // else the last frame would not be seen
            av_packet_rescale_ts(packet_.get(), encoder_->time_base, stream->time_base);
            packet_->stream_index = stream->index;
            requireDisk(av_interleaved_write_frame(format_.get(), packet_.get()));
            requireDisk(format_->pb->error);
        }
    }

    [[noreturn]] void fail(int result) const {
        if (result == AVERROR(ENOMEM)) throw std::bad_alloc();
        char reason[AV_ERROR_MAX_STRING_SIZE]{};
        av_strerror(result, reason, sizeof reason);
        throw Error("write.mp4",
                    "%1 was not written: FFmpeg cannot make a film of these pictures: %2. Save a GIF instead.",
                    {displayName(file_), lastComplaint.empty() ? std::string(reason) : validUtf8(lastComplaint)});
    }

    void requireEncoder(int result) const {
        if (result < 0) fail(result);
    }

    /// Of what writes to the file: the system's reason, in the words of every other file.
    void requireDisk(int result) const {
        if (result >= 0) return;
        switch (AVUNERROR(result)) {
            case ENOSPC:
            case EDQUOT:
            case EFBIG:
            case EIO:
            case EACCES:
            case EPERM:
            case EROFS:
            case ENOENT: throwWriteError(file_, AVUNERROR(result));
            default: fail(result);
        }
    }

    std::filesystem::path file_;
    AtomicFile output_;
    std::unique_ptr<AVCodecContext, Free> encoder_;
    std::unique_ptr<AVFormatContext, Free> format_;
    std::unique_ptr<AVFrame, Free> frame_;
    std::unique_ptr<AVPacket, Free> packet_;
    std::unique_ptr<SwsContext, Free> toYuv_;
    int64_t frames_ = 0;
};

}  // namespace

std::optional<ErrorInfo> writeFilm(const std::filesystem::path& file, const FilmFrames& frames, int framesPerSecond,
                                   std::span<const char* const> encoders, std::stop_token stop) {
    const Picture first = frames.at(0);
    requireFilmFrame(file, first, first);
    Film film(file, first.width + first.width % 2, first.height + first.height % 2, framesPerSecond, encoders);
    for (size_t i = 0; i < frames.count(); ++i) {
        if (stop.stop_requested()) throw Cancelled();
        const Picture frame = i == 0 ? first : frames.at(i);
        requireFilmFrame(file, first, frame);
        film.put(evenRgb(frame));
    }
    const bool everywhere = film.isH264();
    film.commit();
    if (everywhere) return std::nullopt;
    return ErrorInfo{"write.mp4-old",
                     "%1 is written as MPEG-4 Part 2, which most browsers and phones do not play: this FFmpeg has no "
                     "encoder for H.264. Install libx264, or save a GIF.",
                     {displayName(file)}};
}

}  // namespace zscape
