#include "engine/data/animation.h"

#include "engine/core/paths.h"
#include "engine/data/embedded_profile.h"
#include "engine/data/file_io.h"
#include "engine/data/gif_reader.h"
#include "engine/data/guarded_mapping.h"
#include "engine/data/memory_ends.h"
#include "engine/data/webp_frames.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace zscape {

namespace {

constexpr size_t kMostFrames = 1'000'000;
/// Of the screen and of the frames as they are stored, all frames together: 10,000 of a film in HD. Decoding so much
/// takes some minutes.
constexpr int64_t kMostFramePixels = 40'000'000'000;
/// Of a screen, two of which stay in memory from one frame to the next.
constexpr int64_t kMostScreenPixels = 16'000'000;

bool mayMove(ImageFormat format) { return format == ImageFormat::Gif || format == ImageFormat::WebP; }

Error changed(const std::filesystem::path& file) {
    return Error("file.changed", "%1 has changed while it was read. Open the images again.", {displayName(file)});
}

}  // namespace

/// A file's bytes without memory of our own.
class MappedFile final : public AnimationBytes {
public:
    explicit MappedFile(const std::filesystem::path& file) : handle_(openForReading(file, &bytes_)) {
        std::array<uint8_t, kFormatReach> first{};
        const size_t got = readAt(handle_, 0, first, file);
        if (!mayMove(formatOf(std::span(first).first(got)))) return;
        if (bytes_ > kFileLimit)
            throw Error("file.large", "%1 is %2 MB large; at most %3 MB can be read.",
                        {displayName(file), std::to_string(bytes_ >> 20), std::to_string(kFileLimit >> 20)});
        mapping_ = std::make_unique<GuardedMapping>(handle_, static_cast<size_t>(bytes_));
        if (!mapping_->start()) throw fileError(file, errno);
    }

    std::span<const uint8_t> bytes() const override {
        return mapping_ ? mapping_->bytes() : std::span<const uint8_t>();
    }
    bool isIntact() const override { return !mapping_ || mapping_->isIntact(); }

private:
    int64_t bytes_ = 0;
    const FileHandle handle_;
    std::unique_ptr<GuardedMapping> mapping_;
};

void AnimationSize::throwTooLarge(const std::filesystem::path& name) const {
    const std::string size = std::to_string(width) + " x " + std::to_string(height);
    if (taken == 0)
        throw Error("image.frames",
                    "%1 has %2 frames of %3 pixels, which is more than is decoded frame by frame. Make it smaller.",
                    {displayName(name), std::to_string(frames), size});
    throw Error("image.frames",
                "%1 has %2 frames of %3 pixels, which is more than is taken of one animation: those behind the "
                "first %4 are not in the set. Cut it into shorter ones.",
                {displayName(name), std::to_string(frames), size, std::to_string(taken)});
}

AnimationSize animationSize(std::span<const uint8_t> bytes, const std::filesystem::path& name) {
    AnimationSize size;
    const ImageFormat format = formatOf(bytes);
    if (!mayMove(format)) return size;
    const ImageHeader header = readImageHeader(readerOf(bytes), name);
    if (format == ImageFormat::WebP && !header.animated) return size;
    // No file of kFileLimit has more.
    const FrameTotals totals = format == ImageFormat::Gif ? gifFrames(bytes, SIZE_MAX) : webPFrames(bytes, SIZE_MAX);
    size.frames = totals.frames;
    size.width = header.width;
    size.height = header.height;
    if (size.frames == 0 || header.pixels() > kMostScreenPixels) return size;
    const double ofOne =
        static_cast<double>(header.pixels()) + static_cast<double>(totals.pixels) / static_cast<double>(totals.frames);
    const auto most = static_cast<size_t>(static_cast<double>(kMostFramePixels) / ofOne);
    size.taken = std::min({size.frames, kMostFrames, most});
    return size;
}

AnimationSize animationSize(const std::filesystem::path& file) {
    const MappedFile mapped(file);
    const AnimationSize size = animationSize(mapped.bytes(), file);
    if (!mapped.isIntact()) throw changed(file);
    return size;
}

struct AnimationPass::Open {
    Open(std::unique_ptr<AnimationBytes> bytes, const std::filesystem::path& file)
        : stored(std::move(bytes)),
          header(headerOf(stored->bytes(), file)),
          profile(embeddedProfile(stored->bytes(), header.format)),
          frames(header.format == ImageFormat::Gif ? openGifFrames(stored->bytes(), file)
                                                   : openWebPFrames(stored->bytes(), header, file)) {}

    const std::unique_ptr<AnimationBytes> stored;
    const ImageHeader header;
    const ColourProfile profile;
    const std::unique_ptr<FrameReader> frames;
    size_t next = 0;

private:
    /// It was found to be one that is taken: else it is another by now.
    static ImageHeader headerOf(std::span<const uint8_t> bytes, const std::filesystem::path& file) {
        if (bytes.empty()) throw changed(file);
        const ImageHeader header = readImageHeader(readerOf(bytes), file);
        if (header.pixels() > kMostScreenPixels) throw changed(file);
        return header;
    }
};

AnimationPass::AnimationPass(const std::filesystem::path& file, size_t frames, size_t keptAtMost)
    : AnimationPass([file](const std::stop_token&) { return std::make_unique<MappedFile>(file); }, file, frames,
                    keptAtMost) {}

AnimationPass::AnimationPass(AnimationOpener opener, std::filesystem::path name, size_t frames, size_t keptAtMost)
    : opener_(std::move(opener)),
      file_(std::move(name)),
      frames_(frames),
      keptAtMost_(keptAtMost) {}

AnimationPass::~AnimationPass() = default;

size_t AnimationPass::Made::bytes() const { return picture.total() * picture.elemSize(); }

AnimationPass::Made AnimationPass::make(const Target& target, const std::stop_token& stop) {
    const size_t frame = open_ ? open_->next : 0;
    try {
        if (!open_) open_ = std::make_unique<Open>(opener_(stop), file_);
        Made made;
        made.picture = decodeFrame(*open_->frames, open_->header, open_->profile, file_, target, stop, &made.facts);
        if (!open_->stored->isIntact()) throw changed(file_);
        ++open_->next;
        return made;
    } catch (const Error& error) {
        const bool same = !open_ || open_->stored->isIntact();
        open_.reset();
        if (!same) throw changed(file_);
        // Every frame behind this one would begin anew to find the same.
        if (isAboutContent(error)) {
            failure_ = error;
            failedAt_ = frame;
        }
        throw;
    } catch (...) {
        open_.reset();
        throw;
    }
}

void AnimationPass::keep(size_t frame, Made made) {
    const size_t bytes = made.bytes();
    if (keptBytes_ + bytes > keptAtMost_) return;
    if (kept_.emplace(frame, std::move(made)).second) keptBytes_ += bytes;
}

cv::Mat AnimationPass::take(size_t frame, const Target& target, const std::stop_token& stop, FileFacts* facts) {
    const std::lock_guard lock(mutex_);
    if (stop.stop_requested()) throw Cancelled();
    if (target_ != target) {
        target_ = target;
        kept_.clear();
        keptBytes_ = 0;
        open_.reset();
    }
    return unlessMemoryEnds(file_, [&] {
        Made made;
        if (const auto kept = kept_.find(frame); kept != kept_.end()) {
            made = std::move(kept->second);
            keptBytes_ -= made.bytes();
            kept_.erase(kept);
        } else {
            if (failure_ && frame >= failedAt_) throw Error(*failure_);
            if (open_ && open_->next > frame) open_.reset();
            for (size_t next = open_ ? open_->next : 0; next < frame; ++next) keep(next, make(target, stop));
            made = make(target, stop);
            if (open_->next >= frames_) open_.reset();
        }
        if (facts) *facts = made.facts;
        return made.picture;
    });
}

}  // namespace zscape
