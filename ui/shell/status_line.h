#pragma once

#include "engine/session/types.h"
#include "ui/widgets/message_strip.h"

#include <QColor>
#include <QDateTime>
#include <QStatusBar>
#include <QTimer>

#include <optional>
#include <tuple>

class QLabel;
class QPushButton;

namespace zscape {

class LiveNumber;

/// What the line says while a page is open.
struct PageStatus {
    Tone tone = Tone::Good;  ///< of its dot
    QString state;           ///< "Read"
    QString note;            ///< "70,000 of 70,003 files"
};

/// The 28 px line at the bottom: state, images a second, time of a decode; at the right where the work is saved and
/// what it runs on.
class StatusLine : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    /// \param images in the set, 0 without one; \param decodeMilliseconds median of the pointer's decodes, 0: none yet
    void showRun(RunState state, const RunInfo& info, int64_t images, double decodeMilliseconds);
    /// While a page is open it says what the line says of images; nothing: the run does.
    void setPage(const std::optional<PageStatus>& page);
    /// A warning beside the state, which can be clicked; empty: none.
    void showWarning(const QString& text, const QString& tip);
    QPushButton* warning() const { return warning_; }
    /// Pictures of a walk that were drawn in the last second; below 0: none is played.
    void showPlaying(int picturesPerSecond);
    /// A map of the codes that is on its way: "t-SNE 312 of 750"; empty: none is.
    void showMap(const QString& text);
    /// What was done, for a while: "Saved".
    void say(const QString& text);
    /// "Exported walk.mp4", with a button that shows it where it lies.
    void sayExported(const QString& file);
    QString saidText() const;
    QPushButton* showButton() const { return show_; }
    static constexpr int kSaidFor = 8'000;  ///< milliseconds
    QString stateText() const;
    QString text() const;

    static QString nameOf(RunState state);

Q_SIGNALS:
    void warningClicked();
    void showFileWanted(const QString& file);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showState(RunState state, const RunInfo& info);
    void showSaved(const RunInfo& info, bool images);
    /// When it was saved, in words that get older by themselves.
    void showAge();

    QLabel* dot_ = nullptr;
    std::tuple<QColor, qreal, bool> dotLook_;  ///< its colour, pixels for each logical one, whether it is a lock
    QLabel* state_ = nullptr;
    QLabel* note_ = nullptr;    ///< of a page, or how much of a stopped run is left
    QLabel* goesOn_ = nullptr;  ///< where a stopped run goes on
    std::optional<PageStatus> page_;
    QPushButton* warning_ = nullptr;
    QLabel* said_ = nullptr;
    QPushButton* show_ = nullptr;
    QString file_;  ///< that `show_` shows
    QTimer forget_;
    LiveNumber* rate_ = nullptr;
    LiveNumber* playing_ = nullptr;
    LiveNumber* map_ = nullptr;
    LiveNumber* decode_ = nullptr;
    QLabel* saved_ = nullptr;
    int64_t savedStep_ = -1;
    std::filesystem::path savedIn_;
    std::optional<QDateTime> savedAt_;  ///< of what is as it was saved, seen to be saved here
    QTimer age_;
    QLabel* device_ = nullptr;
};

}  // namespace zscape
