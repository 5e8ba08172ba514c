#include "ui/plane/plane_worker.h"

#include <cstring>
#include <utility>

namespace zscape {

PointArrays StillPoints::arrays() const {
    return {cloud.x(),
            cloud.y(),
            cloud.group(),
            cloud.fresh(),
            cloud.count(),
            cloud.olds() > 0 ? cloud.old() : nullptr,
            dim.size() == static_cast<size_t>(cloud.count()) && !dim.empty() ? dim.data() : nullptr};
}

PlaneWorker::PlaneWorker(QObject* parent)
    : QObject(parent),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

PlaneWorker::~PlaneWorker() = default;

void PlaneWorker::draw(QImage base, const PlaneView& view, std::shared_ptr<const StillPoints> points, PointLook look) {
    {
        const std::lock_guard lock(mutex_);
        drawing_ = Drawing{std::move(base), view, std::move(points), std::move(look)};
    }
    asked_.notify_one();
}

void PlaneWorker::index(std::shared_ptr<const StillPoints> points) {
    {
        const std::lock_guard lock(mutex_);
        if (index_ && index_->points == points) return;
        toIndex_ = std::move(points);
    }
    asked_.notify_one();
}

PlaneFrame PlaneWorker::frame() const {
    const std::lock_guard lock(mutex_);
    return frame_;
}

std::shared_ptr<const StillIndex> PlaneWorker::newestIndex() const {
    const std::lock_guard lock(mutex_);
    return index_;
}

bool PlaneWorker::isIdle() const {
    const std::lock_guard lock(mutex_);
    return !busy_ && !drawing_ && !toIndex_;
}

void PlaneWorker::work(const std::stop_token& stop) {
    while (true) {
        std::optional<Drawing> drawing;
        std::shared_ptr<const StillPoints> points;
        {
            std::unique_lock lock(mutex_);
            busy_ = false;
            if (!asked_.wait(lock, stop, [this] { return drawing_ || toIndex_; })) return;
            busy_ = true;
            // What is seen comes first.
            if (drawing_) drawing = std::exchange(drawing_, std::nullopt);
            else points = std::exchange(toIndex_, nullptr);
        }
        if (drawing) {
            drawNow(*drawing);
            Q_EMIT drawn();
            continue;
        }
        auto made = std::make_shared<StillIndex>();
        made->index.build(points->cloud);
        made->points = std::move(points);
        {
            const std::lock_guard lock(mutex_);
            index_ = std::move(made);
        }
        Q_EMIT indexed();
    }
}

void PlaneWorker::drawNow(const Drawing& drawing) {
    QImage picture = pictures_.take(drawing.base.size(), drawing.base.format(), drawing.base.devicePixelRatio());
    std::memcpy(picture.bits(), drawing.base.constBits(), static_cast<size_t>(drawing.base.sizeInBytes()));
    renderer_.draw(picture, drawing.view, drawing.points->arrays(), drawing.look);
    pictures_.keep(picture);
    const std::lock_guard lock(mutex_);
    frame_ = {picture, drawing.view};
}

}  // namespace zscape
