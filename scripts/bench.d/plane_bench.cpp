#include "scripts/bench.d/plane_bench.h"

#include "engine/data/image_set.h"
#include "ui/plane/latent_plane.h"
#include "ui/selection/selection_model.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QMouseEvent>
#include <QTimer>
#include <QUndoStack>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

namespace {

using namespace zscape;

constexpr int kClasses = 10;

/// Images that nobody looks at: the points alone are measured.
class ManyImages : public ImageSet {
public:
    explicit ManyImages(int64_t count) : count_(count) {
        for (int label = 0; label < kClasses; ++label) names_.push_back(std::to_string(label));
    }
    int64_t count() const override { return count_; }
    int size() const override { return 8; }
    int channels() const override { return 1; }
    void read(std::span<const int64_t> indices, const PixelRows& out) const override {
        const std::vector<uint8_t> grey(static_cast<size_t>(bytesPerImage()), 128);
        const std::vector<int64_t> first(indices.size(), 0);
        copyImages(grey.data(), bytesPerImage(), first, out.pixels);
    }
    int labelOf(int64_t image) const override { return static_cast<int>(image * kClasses / count_); }
    const std::vector<std::string>& labelNames() const override { return names_; }
    std::string nameOf(int64_t image) const override { return std::to_string(image); }
    std::filesystem::path fileOf(int64_t) const override { return {}; }
    int64_t found() const override { return count_; }
    const std::vector<UnreadableFile>& unreadable() const override { return unreadable_; }
    const std::vector<std::string>& sources() const override { return none_; }
    std::string fingerprint() const override { return "bench"; }
    const std::vector<std::string>& factorNames() const override { return none_; }
    float factor(int64_t, int) const override { return 0; }

private:
    int64_t count_;
    std::vector<std::string> names_, none_;
    std::vector<UnreadableFile> unreadable_;
};

std::shared_ptr<const CodesSnapshot> codesOf(int64_t count, unsigned seed) {
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal;
    auto codes = std::make_shared<CodesSnapshot>();
    codes->dimensions = 2;
    codes->count = codes->encoded = codes->young = count;
    codes->newestStep = codes->oldestStep = 1;
    CodeStamp stamp;
    stamp.step = 1;
    for (int64_t first = 0; first < count; first += CodesSnapshot::kCodesPerChunk) {
        auto chunk = std::make_shared<CodeChunk>();
        chunk->first = first;
        chunk->count = std::min(CodesSnapshot::kCodesPerChunk, count - first);
        chunk->stamps.assign(static_cast<size_t>(chunk->count), stamp);
        for (int64_t i = 0; i < chunk->count; ++i) {
            // A cluster for each class, round the middle.
            const double angle = 2 * 3.14159265 * static_cast<double>((first + i) * kClasses / count) / kClasses;
            chunk->mu.push_back(static_cast<float>(2 * std::cos(angle)) + 0.7F * normal(generator));
            chunk->mu.push_back(static_cast<float>(2 * std::sin(angle)) + 0.7F * normal(generator));
        }
        codes->chunks.push_back(std::move(chunk));
    }
    return codes;
}

/// Times of one kind, in milliseconds.
class Times {
public:
    void add(double milliseconds) { all_.push_back(milliseconds); }
    double at(double share) {
        if (all_.empty()) return -1;
        std::sort(all_.begin(), all_.end());
        return all_[std::min(all_.size() - 1, static_cast<size_t>(share * static_cast<double>(all_.size())))];
    }
    size_t count() const { return all_.size(); }

private:
    std::vector<double> all_;
};

/// Counts what is painted and how long each takes.
class PaintWatch : public QObject {
public:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::Paint || inside_) return false;
        inside_ = true;
        QElapsedTimer timer;
        timer.start();
        static_cast<QObject*>(watched)->event(event);
        paints.add(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        inside_ = false;
        return true;
    }
    Times paints;

private:
    bool inside_ = false;
};

}  // namespace

int planeBench(int64_t points, int seconds) {
    QUndoStack history;
    SelectionModel selection(history);
    LatentPlane plane(&selection);
    plane.resize(1600, 1000);
    selection.reset(points);
    plane.setImages(std::make_shared<ManyImages>(points), nullptr);
    QElapsedTimer clock;
    clock.start();
    const auto codes = codesOf(points, 1), moved = codesOf(points, 2);
    const auto basis = std::make_shared<PlaneBasis>(PlaneBasis::ofAxes(2, 0, 1));
    plane.show();
    plane.setCodes(codes, basis);
    PaintWatch watch;
    plane.installEventFilter(&watch);
    QEventLoop loop;
    const auto settle = [&](int milliseconds) {
        QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
        loop.exec();
    };
    settle(1000);
    watch.paints = {};
    // A drag to and fro with a wheel's notch now and then, as fast as a screen asks for.
    int events = 0;
    QPoint at(800, 500);
    const auto send = [&](QEvent::Type type, Qt::MouseButtons buttons) {
        QMouseEvent event(type, at, plane.mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                          buttons, Qt::NoModifier);
        QApplication::sendEvent(&plane, &event);
    };
    Times handled;
    QTimer hand;
    hand.setTimerType(Qt::PreciseTimer);
    QObject::connect(&hand, &QTimer::timeout, [&] {
        QElapsedTimer timer;
        timer.start();
        ++events;
        at = QPoint(800 + static_cast<int>(300 * std::sin(events / 20.0)),
                    500 + static_cast<int>(150 * std::cos(events / 27.0)));
        send(QEvent::MouseMove, Qt::LeftButton);
        if (events % 10 == 0) {
            QWheelEvent wheel(at, plane.mapToGlobal(at), {}, QPoint(0, events % 20 == 0 ? 120 : -120), Qt::LeftButton,
                              Qt::NoModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(&plane, &wheel);
        }
        handled.add(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    });
    send(QEvent::MouseButtonPress, Qt::LeftButton);
    clock.restart();
    hand.start(16);
    settle(1000 * seconds);
    hand.stop();
    send(QEvent::MouseButtonRelease, Qt::NoButton);
    const double framesPerSecond =
        static_cast<double>(watch.paints.count()) * 1000 / static_cast<double>(clock.elapsed());
    settle(500);
    // Other codes, as training brings them twice a second, and the pointer over them.
    Times taken, pointed;
    for (int round = 0; round < 6; ++round) {
        QElapsedTimer timer;
        timer.start();
        plane.setCodes(round % 2 == 0 ? moved : codes, basis);
        taken.add(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        for (int move = 0; move < 20; ++move) {
            at = QPoint(500 + 30 * move, 400 + 5 * move);
            timer.restart();
            send(QEvent::MouseMove, Qt::NoButton);
            pointed.add(static_cast<double>(timer.nsecsElapsed()) / 1e6);
            settle(20);
        }
    }
    std::printf(
        "{\"points\": %lld, \"frames_per_second\": %.1f, \"paint_ms\": %.2f, \"paint_p99_ms\": %.2f, "
        "\"event_p99_ms\": %.2f, \"codes_ms\": %.2f, \"pointer_p99_ms\": %.2f}\n",
        static_cast<long long>(points), framesPerSecond, watch.paints.at(0.5), watch.paints.at(0.99), handled.at(0.99),
        taken.at(0.5), pointed.at(0.99));
    return 0;
}
