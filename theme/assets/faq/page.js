/** All that loads before the reader touches anything. The build puts what a script imports into one file with it. */

import "./reading.js";
import "./widget.js";
