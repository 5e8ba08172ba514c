#pragma once

#include "ui/plane/picture_pool.h"
#include "ui/plane/plane_view.h"
#include "ui/plane/point_cloud.h"
#include "ui/plane/point_index.h"
#include "ui/plane/point_renderer.h"

#include <QImage>
#include <QObject>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace zscape {

/// The points as they were at a moment. Immutable once it is given away.
struct StillPoints {
    PointCloud cloud;
    std::vector<uint8_t> dim;  ///< of each slot, 1: steps back; empty: none does

    PointArrays arrays() const;
};

/// The points over a base (axes, grid), seen by a view.
struct PlaneFrame {
    QImage image;
    PlaneView view;
};

/// What can be asked for the nearest point; of the places of one moment.
struct StillIndex {
    std::shared_ptr<const StillPoints> points;
    PointIndex index;
};

/// Draws and indexes clouds that take longer than the window's thread may be busy, on a thread of its own. Of what is
/// asked for the newest wins: what was not begun is forgotten. Functions are the window's thread's; signals come there.
class PlaneWorker : public QObject {
    Q_OBJECT

public:
    explicit PlaneWorker(QObject* parent = nullptr);
    ~PlaneWorker() override;

    /// \param base RGB32, beneath the points; frame() has its size and pixel ratio
    void draw(QImage base, const PlaneView& view, std::shared_ptr<const StillPoints> points, PointLook look);
    void index(std::shared_ptr<const StillPoints> points);

    /// The newest one that is done; its image is null before the first.
    PlaneFrame frame() const;
    /// Null before the first.
    std::shared_ptr<const StillIndex> newestIndex() const;
    /// Nothing is asked for that is not done.
    bool isIdle() const;

Q_SIGNALS:
    void drawn();
    void indexed();

private:
    struct Drawing {
        QImage base;
        PlaneView view;
        std::shared_ptr<const StillPoints> points;
        PointLook look;
    };
    void work(const std::stop_token& stop);
    void drawNow(const Drawing& drawing);

    mutable std::mutex mutex_;
    std::condition_variable_any asked_;
    std::optional<Drawing> drawing_;              ///< guarded by mutex_
    std::shared_ptr<const StillPoints> toIndex_;  ///< guarded by mutex_
    PlaneFrame frame_;                            ///< guarded by mutex_
    std::shared_ptr<const StillIndex> index_;     ///< guarded by mutex_
    bool busy_ = false;                           ///< guarded by mutex_
    PicturePool pictures_;                        ///< the thread's alone
    PointRenderer renderer_;                      ///< the thread's alone
    std::jthread thread_;                         ///< the last member: it ends first
};

}  // namespace zscape
