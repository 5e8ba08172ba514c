#pragma once

#include "engine/session/layout_snapshot.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace zscape {

/// How far a map is, and what can be done about it: Start, Pause, Continue, "Run 250 more"; Restart, which names what
/// would be another one.
class MapProgress : public QWidget {
    Q_OBJECT

public:
    static constexpr int kMore = 250;  ///< iterations

    explicit MapProgress(QWidget* parent = nullptr);

    /// \param map of the kind that is looked at; null: there is none
    /// \param changed differenceText() of what it was made by and what stands in the form; empty: the same
    /// \param reason why none can be started; empty: one can
    void showMap(const LayoutSnapshot* map, const QString& changed, const QString& reason);
    QString text() const;
    QPushButton* mainButton() const { return main_; }
    QPushButton* restartButton() const { return restart_; }

Q_SIGNALS:
    void startWanted();
    void pauseWanted(bool paused);
    void restartWanted();
    void moreWanted(int iterations);

private:
    enum class Does { Start, Pause, Continue, More };
    class Bar;

    Does does_ = Does::Start;
    QLabel* title_ = nullptr;
    QLabel* left_ = nullptr;
    QLabel* note_ = nullptr;
    Bar* bar_ = nullptr;
    QPushButton* main_ = nullptr;
    QPushButton* restart_ = nullptr;
};

/// "t-SNE", "UMAP"
QString mapName(LayoutKind kind);
/// "t-SNE 312 of 750"; empty where nothing goes on.
QString mapStatus(const LayoutSnapshot& map);
/// From 0 to 1; below 0: nothing goes on.
double mapShare(const LayoutSnapshot& map);

}  // namespace zscape
