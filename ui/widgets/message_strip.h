#pragma once

#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;

namespace zscape {

enum class Tone { Info, Good, Warn, Bad };

/// One sentence in its place, and a note below it where more is to be known: 3 px coloured edge, one action at most,
/// close. Hidden until it has something to say.
class MessageStrip : public QWidget {
    Q_OBJECT

public:
    explicit MessageStrip(QWidget* parent = nullptr);

    /// \param action text of the button; empty for none
    /// \param note a second line, smaller; empty for none
    void showMessage(Tone tone, const QString& sentence, const QString& action = {},
                     std::function<void()> onAction = {}, const QString& note = {});
    void clear();
    QString sentence() const;
    QString note() const;
    Tone tone() const { return tone_; }
    QPushButton* actionButton() const { return action_; }

Q_SIGNALS:
    /// By its cross, or by its action.
    void dismissed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone tone_ = Tone::Info;
    QLabel* text_ = nullptr;
    QLabel* note_ = nullptr;
    QPushButton* action_ = nullptr;
    std::function<void()> onAction_;
};

/// The colour of a tone's edge.
QColor toneColour(Tone tone);

}  // namespace zscape
