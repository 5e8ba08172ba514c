#include "engine/session/threads/preview_builder.h"

namespace zscape {

void PreviewBuilder::add(int64_t index, std::span<const uint8_t> pixels, int size, int channels) {
    if (index >= kMostPictures || (index + 1) * static_cast<int64_t>(pixels.size()) > kMostBytes) return;
    auto picture = std::make_shared<const Picture>(Picture{size, size, channels, {pixels.begin(), pixels.end()}});
    std::shared_ptr<const LoadPreview> shown;
    {
        const std::lock_guard lock(mutex_);
        preview_.size = size;
        preview_.channels = channels;
        if (preview_.pictures.size() <= static_cast<size_t>(index))
            preview_.pictures.resize(static_cast<size_t>(index) + 1);
        preview_.pictures[static_cast<size_t>(index)] = std::move(picture);
        shown = copyIfTime();
    }
    put(std::move(shown));
}

void PreviewBuilder::progress(const Progress& progress) {
    std::shared_ptr<const LoadPreview> shown;
    {
        const std::lock_guard lock(mutex_);
        preview_.done = progress.done;
        preview_.total = progress.total;
        shown = copyIfTime();
    }
    put(std::move(shown));
}

std::shared_ptr<const LoadPreview> PreviewBuilder::copyIfTime() {
    const auto now = std::chrono::steady_clock::now();
    if (now - shown_ < std::chrono::milliseconds(100)) return nullptr;
    shown_ = now;
    return std::make_shared<LoadPreview>(preview_);
}

void PreviewBuilder::put(std::shared_ptr<const LoadPreview> shown) const {
    if (shown) show_(std::move(shown));
}

}  // namespace zscape
