#pragma once

#include <QColor>
#include <QFont>
#include <QObject>

class QDBusVariant;

/// Every colour, measure and type size of the window. Nothing else in ui names a colour.
namespace zscape {

/// The colours of one ground. Ratios of contrast on `panel` are at least 4.5 for text, 3 for marks (tests/ui/theme).
struct Tokens {
    bool dark = true;
    QColor ground, panel, raised, well, line, edge;
    QColor text, text2, text3;  ///< text3 only for what is off
    QColor accent, fill;        ///< fill carries onFill (white)
    QColor onFill;
    QColor good, warn, bad;
    QColor unlabelled;
    QColor lossTotal, lossReconstruction, lossKl;
    QColor negative, positive;  ///< signed values, with `well` as zero
    QColor rim;                 ///< inner rim of pictures

    /// The colour of label `index`; from the 11th on they repeat (see classIsRing). Below 0: unlabelled.
    QColor classColour(int index) const;
    /// From the 11th class on a class is drawn as a ring.
    static bool classIsRing(int index) { return index >= kClassColours; }
    static constexpr int kClassColours = 10;

    /// t from 0 to 1 on the part of viridis that is seen on this ground.
    QColor magnitude(double t) const;
    /// t from -1 to 1: negative, well, positive.
    QColor signedColour(double t) const;
    /// The colour of a term of the ledger: total, reconstruction, kl; others by a stable hue of the class colours.
    QColor lossColour(const QString& term) const;
    /// 8 % text mixed in: what is under the pointer.
    QColor hovered(const QColor& base) const;
};

/// viridis at t from 0 to 1.
QColor viridis(double t);
/// `a` with the share `t` of `b`.
QColor mixed(const QColor& a, const QColor& b, double t);
QColor withAlpha(QColor colour, double alpha);

const Tokens& darkTokens();
const Tokens& lightTokens();
/// Those in force now.
const Tokens& tokens();

/// Logical pixels at a 13 px font; they grow with it.
struct Metrics {
    double scale = 1;
    int px(double at13) const;

    int gap() const { return px(6); }
    int padding() const { return px(12); }
    int header() const { return px(36); }
    int control() const { return px(28); }
    int pushButton() const { return px(30); }
    int icon() const { return px(16); }
    int scrollBar() const { return px(7); }
    double thumbnailRadius() const { return px(4); }
    double controlRadius() const { return px(6); }
    double panelRadius() const { return px(8); }
    double dropRadius() const { return px(12); }
};
const Metrics& metrics();

QFont bodyFont();
QFont titleFont();    ///< 1.0 bold
QFont noteFont();     ///< 0.92
QFont axisFont();     ///< 0.85
QFont displayFont();  ///< 1.7 bold

enum class ThemeChoice { System, Dark, Light };

/// Chooses the tokens, sets palette and style of the application, and says when they change.
/// Lives in the GUI thread; made once, after QApplication.
class ThemeController : public QObject {
    Q_OBJECT

public:
    static ThemeController& instance();

    /// Style, palette, fonts, the portal's watch. Call once before the first widget.
    void install();
    void setChoice(ThemeChoice choice);
    ThemeChoice choice() const { return choice_; }
    /// Movements are left out.
    void setReduceMotion(bool reduce);
    bool reduceMotion() const { return reduceMotion_; }
    /// Milliseconds of a movement, 0 when there are none.
    int duration(int milliseconds) const;

Q_SIGNALS:
    /// After the new palette is in force. Widgets that draw with tokens() need only repaint.
    void changed();

private Q_SLOTS:
    void portalSettingChanged(const QString& space, const QString& key, const QDBusVariant& value);

private:
    ThemeController() = default;
    void askPortal();
    void apply();

    ThemeChoice choice_ = ThemeChoice::System;
    bool systemDark_ = true;
    bool reduceMotion_ = false;
};

}  // namespace zscape
