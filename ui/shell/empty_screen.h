#pragma once

#include <QScrollArea>

class QVBoxLayout;

namespace zscape {

class DropTarget;
class MessageStrip;
class Recents;
class SampleCard;

/// The window before there are images: a column of 720 px with drop target, two sample sets, what was open before.
class EmptyScreen : public QScrollArea {
    Q_OBJECT

public:
    explicit EmptyScreen(Recents* recents, QWidget* parent = nullptr);

    DropTarget* target() const { return target_; }
    SampleCard* digits() const { return digits_; }
    SampleCard* shapes() const { return shapes_; }
    MessageStrip* strip() const { return strip_; }

Q_SIGNALS:
    void chooseFolder();
    void openProject();
    /// "sample:digits", "sample:shapes"
    void sampleChosen(const QString& source);
    void recentChosen(const QString& path, bool project);

private:
    void fillRecents();

    Recents* recents_ = nullptr;
    DropTarget* target_ = nullptr;
    SampleCard* digits_ = nullptr;
    SampleCard* shapes_ = nullptr;
    MessageStrip* strip_ = nullptr;
    QWidget* recentBox_ = nullptr;
    QVBoxLayout* recentRows_ = nullptr;
};

}  // namespace zscape
