#pragma once

#include <QTimer>
#include <QWidget>

#include <array>
#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace zscape {

class IconButton;

enum class Tone { Info, Good, Warn, Bad };

/// What a message offers to do: a button with these words.
struct StripAction {
    QString text;
    std::function<void()> act;
};

enum class StripStay {
    AWhile,  ///< what asks for nothing and is not bad goes by itself; the rest until it is closed
    UntilClosed,
    WhileItIsSo  ///< it says how things are: it has no cross, and goes when they are otherwise
};

struct StripMessage {
    Tone tone = Tone::Info;
    QString sentence;
    QString note;                      ///< a second line, smaller; empty for none
    std::vector<StripAction> actions;  ///< two at most
    StripStay stay = StripStay::AWhile;
};

/// One sentence in its place, and a note below it where more is to be known: 3 px coloured edge, two actions at most,
/// close. Hidden until it has something to say. What asks for nothing and is not bad goes by itself after a while; not
/// while the pointer rests on it or the window is not the active one.
class MessageStrip : public QWidget {
    Q_OBJECT

public:
    static constexpr int kStaysFor = 10'000;         ///< milliseconds, of Info and Good
    static constexpr int kWarningStaysFor = 40'000;  ///< of Warn

    explicit MessageStrip(QWidget* parent = nullptr);

    void showMessage(StripMessage message);
    /// \param action text of the button; empty for none
    /// \param note a second line, smaller; empty for none
    void showMessage(Tone tone, const QString& sentence, const QString& action = {},
                     std::function<void()> onAction = {}, const QString& note = {});
    void clear();
    QString sentence() const;
    QString note() const;
    Tone tone() const { return tone_; }
    /// The first one's, hidden where there is none.
    QPushButton* actionButton() const { return actions_.front(); }
    QPushButton* secondActionButton() const { return actions_.back(); }

Q_SIGNALS:
    /// By its cross, by its action, or because its time was over.
    void dismissed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void dismiss();

    Tone tone_ = Tone::Info;
    QHBoxLayout* row_ = nullptr;
    QLabel* text_ = nullptr;
    QLabel* note_ = nullptr;
    std::array<QPushButton*, 2> actions_{};
    std::array<std::function<void()>, 2> onAction_;
    IconButton* close_ = nullptr;
    QTimer goes_{this};
};

/// The colour of a tone's edge.
QColor toneColour(Tone tone);

}  // namespace zscape
