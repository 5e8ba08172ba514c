#pragma once

#include <QImage>

#include <algorithm>
#include <vector>

namespace zscape {

/// Pictures of one size that are drawn again and again and given away meanwhile: one that nobody else has any more is
/// drawn over, for to make one of 6 MB anew takes longer than to fill it. One thread takes; who has one may lie in
/// another.
class PicturePool {
public:
    /// What is in it is of no account. \return shares nothing with anybody until the next one is taken
    QImage take(const QSize& size, QImage::Format format, double ratio) {
        const auto free = std::find_if(pictures_.begin(), pictures_.end(),
                                       [](const QImage& picture) { return picture.isDetached(); });
        QImage picture;
        if (free != pictures_.end()) {
            picture = std::move(*free);
            pictures_.erase(free);
        }
        if (picture.size() != size || picture.format() != format) picture = QImage(size, format);
        picture.setDevicePixelRatio(ratio);
        return picture;
    }
    /// It has been drawn, and may be taken again when nobody else has it.
    void keep(const QImage& picture) {
        if (pictures_.size() >= kMost) pictures_.erase(pictures_.begin());
        pictures_.push_back(picture);
    }

private:
    static constexpr size_t kMost = 4;
    std::vector<QImage> pictures_;
};

}  // namespace zscape
