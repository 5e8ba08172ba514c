#include "tests/engine/data/film_reader.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libswscale/swscale.h>
}

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace zscape {
namespace {

struct FilmBytes {
    const std::vector<uint8_t>& all;

    uint32_t number(size_t at) const {
        uint32_t value = 0;
        for (size_t i = 0; i < 4; ++i) value = value << 8 | (at + i < all.size() ? all[at + i] : 0u);
        return value;
    }
    std::string name(size_t at) const {
        std::string text;
        for (size_t i = 0; i < 4 && at + i < all.size(); ++i) text += static_cast<char>(all[at + i]);
        return text;
    }
};

/// Walks the boxes from `at` to `end`; \return false where one does not fit.
bool walk(const FilmBytes& bytes, size_t at, size_t end, FilmBoxes& film, double& timescale, int depth) {
    while (at < end) {
        size_t size = bytes.number(at);
        size_t header = 8;
        if (size == 1) {  // 64 bits
            size = static_cast<size_t>(bytes.number(at + 8)) << 32 | bytes.number(at + 12);
            header = 16;
        }
        if (size < header || size > end - at) return false;
        const std::string kind = bytes.name(at + 4);
        const size_t body = at + header, next = at + size;
        if (depth == 0) film.order.push_back(kind);
        if (kind == "ftyp") film.brand = bytes.name(body);
        if (kind == "mdhd") timescale = bytes.number(body + (bytes.all[body] == 1 ? 20 : 12));
        if (kind == "stts") {
            double ticks = 0;
            for (uint32_t i = 0; i < bytes.number(body + 4); ++i) {
                film.frames += bytes.number(body + 8 + 8 * i);
                ticks += static_cast<double>(bytes.number(body + 8 + 8 * i)) * bytes.number(body + 12 + 8 * i);
            }
            film.seconds = ticks / timescale;
        }
        if (kind == "stsd") {
            const size_t entry = body + 8;
            film.codec = bytes.name(entry + 4);
            film.width = static_cast<int>(bytes.number(entry + 32) >> 16);
            film.height = static_cast<int>(bytes.number(entry + 32) & 0xffff);
            if (!walk(bytes, entry + 86, next, film, timescale, depth + 1)) return false;
        }
        if (kind == "avcC") {
            const size_t sets = body + 6, setLength = bytes.number(sets) >> 16;
            const size_t after =
                sets + 2 + setLength;  // of the one sequence parameter set; then the picture parameter sets
            const size_t pictureSet = bytes.number(after + 1) >> 16;
            if (after + 3 + pictureSet + 1 <= next) film.chromaFormat = bytes.all[after + 3 + pictureSet] & 3;
        }
        for (const char* parent : {"moov", "trak", "mdia", "minf", "stbl"})
            if (kind == parent && !walk(bytes, body, next, film, timescale, depth + 1)) return false;
        at = next;
    }
    return at == end;
}

}  // namespace

FilmBoxes readFilmBoxes(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    const std::vector<uint8_t> all((std::istreambuf_iterator<char>(input)), {});
    FilmBoxes film;
    double timescale = 1;
    film.isHealthy = !all.empty() && walk({all}, 0, all.size(), film, timescale, 0);
    return film;
}

std::vector<Picture> playFilm(const std::filesystem::path& file) {
    std::vector<Picture> pictures;
    AVFormatContext* format = nullptr;
    if (avformat_open_input(&format, file.c_str(), nullptr, nullptr) < 0) return pictures;
    EXPECT_GE(avformat_find_stream_info(format, nullptr), 0);
    AVCodecContext* decoder = avcodec_alloc_context3(avcodec_find_decoder(format->streams[0]->codecpar->codec_id));
    EXPECT_GE(avcodec_parameters_to_context(decoder, format->streams[0]->codecpar), 0);
    EXPECT_GE(avcodec_open2(decoder, nullptr, nullptr), 0);
    AVPacket* packet = av_packet_alloc();
    AVFrame* frame = av_frame_alloc();
    const auto take = [&] {
        while (avcodec_receive_frame(decoder, frame) >= 0) {
            Picture picture{frame->width, frame->height, 3, {}};
            picture.pixels.resize(picture.bytes());
            SwsContext* toRgb = sws_getContext(
                frame->width, frame->height, static_cast<AVPixelFormat>(frame->format), frame->width, frame->height,
                AV_PIX_FMT_RGB24, SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr, nullptr, nullptr);
            const int* table =
                sws_getCoefficients(frame->colorspace == AVCOL_SPC_BT709 ? SWS_CS_ITU709 : SWS_CS_ITU601);
            sws_setColorspaceDetails(toRgb, table, frame->color_range == AVCOL_RANGE_JPEG, table, 1, 0, 1 << 16,
                                     1 << 16);
            uint8_t* const to[1] = {picture.pixels.data()};
            const int step[1] = {3 * frame->width};
            sws_scale(toRgb, frame->data, frame->linesize, 0, frame->height, to, step);
            sws_freeContext(toRgb);
            pictures.push_back(std::move(picture));
        }
    };
    while (av_read_frame(format, packet) >= 0) {
        avcodec_send_packet(decoder, packet);
        av_packet_unref(packet);
        take();
    }
    avcodec_send_packet(decoder, nullptr);
    take();
    av_frame_free(&frame);
    av_packet_free(&packet);
    avcodec_free_context(&decoder);
    avformat_close_input(&format);
    return pictures;
}

}  // namespace zscape
